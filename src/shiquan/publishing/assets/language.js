// Keeps what the reader has set (the query string) and where the reader is (the fragment) when the language is changed.
// Without this script the link leads to the page in the other language as it is at the beginning.

const link = document.querySelector("a.language");

// the page of what is not there has both languages, and its link leads to a place on it
if (link && !link.getAttribute("href").startsWith("#")) {
  const plain = link.getAttribute("href");
  const follow = () => link.setAttribute("href", plain + location.search + location.hash);
  follow();
  for (const event of ["pointerenter", "pointerdown", "focus", "click"]) {
    // a page may have changed its address in the meantime
    link.addEventListener(event, follow);
  }
}
