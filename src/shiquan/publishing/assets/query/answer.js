// An answer in SPARQL 1.1 Query Results JSON, as a table whose IRIs lead to the pages of the site, and as CSV.

const ID = "https://w3id.org/shiquan/id/";
const DOC = `${ID}doc/`;

/** The path of a thing's page from the root of the site; null for what is not of this graph (shiquan/publishing/addresses.py). */
export function pathOf(iri, page = "") {
  if (!iri.startsWith(ID)) return null;
  if (!iri.startsWith(DOC)) return `id/${iri.slice(ID.length)}/${page}`;
  const steps = iri.slice(DOC.length).split("/");
  const own = steps[1] === "title" ? 3 : 4;
  const fragment = steps.slice(own).join("/");
  return `id/doc/${steps.slice(0, own).join("/")}/${page}${fragment ? `#${fragment}` : ""}`;
}

/** As CSV (SPARQL 1.1 Query Results CSV): values without their kind. A value that a spreadsheet would take for a formula is left as it is. */
export function csvOf(columns, rows) {
  const field = (value) => (/[",\r\n]/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]?.value ?? ""))];
  return lines.map((line) => `${line.map(field).join(",")}\r\n`).join("");
}

/** A table of rows, with the words of its caption. `root` is the address of the root of the site. */
export function tableOf(columns, rows, caption, root, page) {
  const make = (name, ...children) => {
    const made = document.createElement(name);
    made.append(...children);
    return made;
  };
  const table = make("table", make("caption", caption));
  table.className = "answer";
  const heads = columns.map((column) => Object.assign(make("th", column), { scope: "col" }));
  table.append(make("thead", make("tr", ...heads)), make("tbody", ...rows.map((row) => make("tr", ...columns.map((column) => cell(row[column]))))));
  return table;

  function cell(term) {
    const made = make("td");
    made.lang = term?.["xml:lang"] ?? "zh";
    const path = term?.type === "uri" ? pathOf(term.value, page) : null;
    if (path === null) made.append(term?.value ?? "");
    else made.append(Object.assign(make("a", term.value.slice(ID.length)), { href: new URL(path, root).href }));
    return made;
  }
}
