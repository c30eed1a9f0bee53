// Shows the quote of the statement that is pointed at or focused in a picture of a chain, below the picture, and offers the picture as PNG.
// The page says the same without it.

import { pngButton } from "./png.js";

const offerPng = (picture) => {
  const exports = picture.closest("figure")?.querySelector(".exports");
  if (!exports || location.protocol === "file:") return; // a picture from a file may not be read back
  const problem = document.documentElement.lang === "zh" ? "这个浏览器画不出来，请用 SVG" : "this browser cannot draw it, take the SVG";
  exports.append(" ", pngButton(picture.dataset.png, problem, "chain.png", () => picture.dataset.svg));
};

for (const picture of document.querySelectorAll(".picture[data-chain]")) {
  offerPng(picture);
  const shown = document.createElement("p");
  shown.className = "quote-shown";
  shown.lang = "zh";
  shown.setAttribute("aria-hidden", "true"); // the link's own name says the same to a screen reader
  picture.append(shown);
  const tell = (event) => {
    const link = event.target.closest?.("a");
    const title = link?.querySelector(":scope > title");
    shown.textContent = title ? title.textContent : "";
  };
  const silent = () => { shown.textContent = ""; };
  picture.addEventListener("mouseover", tell);
  picture.addEventListener("focusin", tell);
  picture.addEventListener("mouseleave", silent);
  picture.addEventListener("focusout", silent);
  picture.addEventListener("keydown", (event) => { if (event.key === "Escape") silent(); });
}

// The list of a chain is folded up on some pages: a link into it opens it.
const open = () => {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  const folded = target?.closest("details");
  if (folded && !folded.open) {
    folded.open = true;
    target.scrollIntoView();
  }
};
addEventListener("hashchange", open);
open();
