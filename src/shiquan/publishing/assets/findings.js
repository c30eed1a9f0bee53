// Working through findings: what is done is marked in this browser only, and can be taken out as CSV. The filters stand in the address
// (severity, document, done).

const KEPT = "shiquan-findings-done";
const english = document.documentElement.lang === "en";
const say = (chinese, inEnglish) => (english ? inEnglish : chinese);

const kept = read();
const bar = document.querySelector("[data-worked]");
const findings = [...document.querySelectorAll(".finding")];
const told = Object.assign(document.createElement("span"), { className: "count" });
told.setAttribute("role", "status");

/** What is kept: for each key when it was marked, and what is told of it in the CSV. Nothing where the browser keeps nothing. */
function read() {
  try {
    return new Map(Object.entries(JSON.parse(localStorage.getItem(KEPT) ?? "{}")));
  } catch {
    return new Map();
  }
}

function write() {
  try {
    localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    told.textContent = say("浏览器不允许保存，标记在离开本页后丢失。", "The browser does not allow to keep anything: the marks are lost when you leave.");
  }
}

function mark(finding, done) {
  const { key } = finding.dataset;
  if (done) {
    kept.set(key, {
      done: new Date().toISOString(),
      list: finding.dataset.list,
      severity: finding.dataset.severity,
      document: finding.closest("section").dataset.document,
      message: finding.querySelector("h3").textContent.trim().replaceAll(/\s+/gu, " "),
      page: location.href.split(/[?#]/u)[0],
    });
  } else kept.delete(key);
  write();
  show();
}

function show() {
  const given = new URLSearchParams(location.search);
  const words = (given.get("document") ?? "").trim();
  let done = 0;
  for (const finding of findings) {
    const is = kept.has(finding.dataset.key);
    done += is;
    finding.classList.toggle("is-done", is);
    finding.querySelector("input").checked = is;
    finding.hidden =
      (given.get("severity") && finding.dataset.severity !== given.get("severity")) ||
      (words && !finding.closest("section").textContent.includes(words)) ||
      (is && given.get("done") === "hide");
  }
  for (const kind of document.querySelectorAll(".kind-of-finding")) {
    let next = kind.nextElementSibling;
    while (next?.matches(".findings-of-document") && !next.querySelector(".finding:not([hidden])")) next = next.nextElementSibling;
    kind.hidden = !next?.matches(".findings-of-document");
  }
  for (const count of document.querySelectorAll("[data-done-of]")) {
    const number = [...kept.values()].filter((entry) => entry.list === count.dataset.doneOf).length;
    count.textContent = number ? say(`已处理 ${number}`, `done ${number}`) : "";
  }
  const shown = findings.filter((finding) => !finding.hidden).length;
  const here = findings.length ? say(`本页 ${findings.length} 条，显示 ${shown} 条，已处理 ${done} 条；`, `On this page ${findings.length}, shown ${shown}, done ${done}; `) : "";
  told.textContent = here + say(`在这个浏览器里共处理 ${kept.size} 条`, `done in this browser: ${kept.size}`);
}

function state(key, value) {
  const given = new URLSearchParams(location.search);
  if (value) given.set(key, value);
  else given.delete(key);
  history.replaceState(null, "", `${location.pathname}${given.size ? `?${given}` : ""}${location.hash}`);
  for (const link of document.querySelectorAll(".pager a, a.language")) link.search = location.search;
  show();
}

/** The worked list as CSV (RFC 4180). A field that a spreadsheet would take for a formula gets an apostrophe in front. */
function csv() {
  const columns = ["key", "list", "severity", "document", "message", "page", "done"];
  const field = (value) => `"${String(value ?? "").replace(/^[=+\-@\t\r]/u, "'$&").replaceAll('"', '""')}"`;
  const rows = [...kept].sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, entry]) => columns.map((column) => field(column === "key" ? key : entry[column])));
  // the mark at the beginning tells spreadsheets that it is UTF-8
  return `\ufeff${[columns, ...rows].map((row) => row.join(",")).join("\r\n")}\r\n`;
}

function download() {
  const link = Object.assign(document.createElement("a"), {
    href: URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" })),
    download: "findings-done.csv",
  });
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A control with its label, whose value stands in the address. */
function control(label, made, key) {
  const given = new URLSearchParams(location.search);
  made.value = given.get(key) ?? "";
  made.addEventListener("input", () => state(key, made.value));
  const around = document.createElement("label");
  around.append(label, made);
  return around;
}

function choice(options) {
  const made = document.createElement("select");
  for (const [value, text] of options) made.append(new Option(text, value));
  return made;
}

for (const finding of findings) {
  const label = Object.assign(document.createElement("label"), { className: "done" });
  const box = Object.assign(document.createElement("input"), { type: "checkbox" });
  box.addEventListener("change", () => mark(finding, box.checked));
  label.append(box, say("已处理", "done"));
  finding.append(label);
}
if (findings.length) {
  const severities = new Set(findings.map((finding) => finding.dataset.severity));
  const levels = [["", say("全部", "all")], ["Violation", say("违反", "violation")], ["Warning", say("警告", "warning")], ["Info", say("提示", "note")]];
  const words = Object.assign(document.createElement("input"), { type: "search" });
  const hidden = choice([["", say("显示", "show")], ["hide", say("隐藏", "hide")]]);
  bar.append(
    ...(severities.size > 1 ? [control(say("严重程度（本页）", "Severity (this page)"), choice(levels), "severity")] : []),
    control(say("文件或文字（本页）", "Document or words (this page)"), words, "document"),
    control(say("已处理的", "What is done"), hidden, "done"),
  );
}
const out = Object.assign(document.createElement("button"), { type: "button", textContent: say("导出已处理的（CSV）", "What is done, as CSV") });
out.addEventListener("click", download);
bar.append(out, told);
state("", "");
