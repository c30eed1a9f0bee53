// The query page: YASQE, the editor of YASGUI, with the named queries. Its address has what is shown: name and p-<parameter>, or query; endpoint.

import { csvOf, tableOf } from "./answer.js";
import { barsOf, drawn } from "./chart.js";
import { filled } from "./filling.js";
import { pngButton } from "../png.js";

const language = document.documentElement.lang === "en" ? "en" : "zh";
const page = language === "en" ? "index.en.html" : "";
const say = (chinese, english) => (language === "en" ? english : chinese);
const section = document.getElementById("query-editor");
const named = document.getElementById("query-named");
const fields = document.getElementById("query-parameters");
const run = document.getElementById("query-run");
const status = document.getElementById("query-status");
const results = document.getElementById("query-results");
const root = new URL(section.dataset.root, location.href);
const here = new URL(section.dataset.endpoint, location.href).href;
const given = new URLSearchParams(location.search);
const AT_ONCE = 200;
const FIRST = `PREFIX sq: <https://w3id.org/shiquan/ontology#>
PREFIX eli: <http://data.europa.eu/eli/ontology#>

SELECT ?document ?number ?title
WHERE {
  ?document sq:cleanedText ?text ; eli:id_local ?number ; eli:title ?title .
}
LIMIT 20
`;
let chosen = null;
let forbidden = false;

addEventListener("securitypolicyviolation", (event) => {
  if (event.effectiveDirective === "connect-src") forbidden = true;
});

section.hidden = false;
const { Yasqe } = window;
const yasqe = new Yasqe(document.getElementById("yasqe"), {
  value: given.get("query") ?? FIRST,
  persistenceId: null,
  showQueryButton: false,
  resizeable: false,
  createShareableLink: null,
  pluginButtons: undefined,
  // the services that complete prefixes, classes and properties are on other hosts
  autocompleters: [],
});
yasqe.getInputField().setAttribute("aria-label", say("SPARQL 查询", "SPARQL query"));
// the tabulator goes on to the next control, as everywhere
yasqe.setOption("extraKeys", { ...yasqe.getOption("extraKeys"), Tab: false, "Shift-Tab": false, "Ctrl-Enter": () => ask(), "Cmd-Enter": () => ask() });

/** An element with properties and children; text is put in as text. */
function make(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// ---------------------------------------------------------------- named queries

async function choose(name, values) {
  fields.replaceChildren();
  chosen = null;
  named.elements.name.value = name;
  if (!name) return;
  const answer = await fetch(new URL(`${encodeURIComponent(name)}/query.json`, new URL(section.dataset.named, location.href)));
  if (!answer.ok) {
    status.textContent = say(`没有这个查询：${name}`, `There is no such query: ${name}`);
    return;
  }
  chosen = await answer.json();
  for (const parameter of chosen.parameters) {
    const input = make("input", { name: `p-${parameter.name}`, value: values[parameter.name] ?? parameter.default, size: 22 });
    input.addEventListener("change", fill);
    fields.append(make("label", {}, parameter.name, input));
  }
  fields.append(make("a", { href: new URL(`query/${chosen.name}/${page}`, root).href }, section.dataset.example));
  fill();
}

const valuesOf = () => Object.fromEntries((chosen?.parameters ?? []).map(({ name }) => [name, named.elements[`p-${name}`].value]));

function fill() {
  try {
    yasqe.setValue(filled(chosen, valuesOf()));
    status.textContent = "";
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    status.textContent = say(`参数的写法不对，需要 ${error.message}。`, `A value is not of its type: ${error.message}.`);
  }
  keep();
}

/** Put what is shown into the address. */
function keep() {
  const now = new URLSearchParams();
  const values = valuesOf();
  if (chosen && yasqe.getValue() === filledOrNothing(values)) {
    now.set("name", chosen.name);
    for (const [name, value] of Object.entries(values)) if (value) now.set(`p-${name}`, value);
  } else if (yasqe.getValue() !== FIRST) now.set("query", yasqe.getValue());
  if (run.elements.endpoint.value) now.set("endpoint", run.elements.endpoint.value);
  history.replaceState(null, "", `${location.pathname}${now.size ? `?${now}` : ""}`);
  for (const link of document.querySelectorAll("a.language")) link.search = location.search;
}

function filledOrNothing(values) {
  try {
    return filled(chosen, values);
  } catch {
    return null;
  }
}

// ---------------------------------------------------------------- asking

async function ask() {
  keep();
  const written = run.elements.endpoint.value.trim();
  const endpoint = written || here;
  if (written && !URL.canParse(written)) {
    status.textContent = say(`这不是一个地址：${written}`, `This is no address: ${written}`);
    return;
  }
  const triples = ["CONSTRUCT", "DESCRIBE"].includes(yasqe.getQueryType());
  results.replaceChildren();
  forbidden = false;
  status.textContent = say("正在查询……", "Asking …");
  try {
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: { Accept: triples ? "text/turtle" : "application/sparql-results+json" },
      body: new URLSearchParams({ query: yasqe.getValue() }),
    });
    const data = await answer.text();
    if (answer.ok) show(data, triples, answer.headers.get("x-sparql-truncated") !== null);
    else if (endpoint === here && !(answer.headers.get("content-type") ?? "").includes("problem+json")) noEndpoint();
    else status.textContent = say(`端点拒绝：${reason(data)}`, `The endpoint refused: ${reason(data)}`);
  } catch (error) {
    // the browser tells of its policy a moment after the request has failed
    await new Promise((done) => setTimeout(done, 100));
    status.textContent = unreachable(endpoint, error);
  }
}

/** Why no answer came: the browser says no more to a script than that there was none, but tells when the policy of the site was the reason. */
function unreachable(endpoint, error) {
  if (forbidden) {
    return say(
      `没有询问 ${endpoint}：本站的内容安全策略（Content-Security-Policy）不许网页访问别的主机，请求没有发出。把端点空着，问的是本站；要问别的端点，可用命令 shiquan query --endpoint，或请本站的管理者在策略的 connect-src 中加上那个主机。`,
      `${endpoint} was not asked: the Content-Security-Policy of this site lets its pages reach no other host, and the request was not sent. Leave the endpoint empty to ask this site; for another, use the command shiquan query --endpoint, or let who runs this site add that host to connect-src of the policy.`,
    );
  }
  if (new URL(endpoint, location.href).origin !== location.origin) {
    return say(
      `没有得到 ${endpoint} 的回答（${error.message}）：它不在、不通，或者不许别的网站的网页询问（CORS）。`,
      `No answer came from ${endpoint} (${error.message}): it is not there, cannot be reached, or does not let pages of other sites ask (CORS).`,
    );
  }
  return say(`无法询问 ${endpoint}：${error.message}`, `${endpoint} cannot be asked: ${error.message}`);
}

function noEndpoint() {
  status.textContent = say(
    "这里没有查询服务：这是静态网站。请在上面填写一个 SPARQL 端点的地址（例如 shiquan serve 的 …/sparql），或看各查询的示例结果。",
    "There is no endpoint here: this is a static site. Give the address of a SPARQL endpoint above (such as …/sparql of shiquan serve), or look at the examples of the queries.",
  );
  run.elements.endpoint.focus();
}

/** The reason of a refusal (problem+json), or the beginning of what came. */
function reason(data) {
  try {
    const told = JSON.parse(data);
    return told.detail ?? told.title ?? data.slice(0, 300);
  } catch {
    return data.slice(0, 300);
  }
}

// ---------------------------------------------------------------- what came

function show(data, triples, cut) {
  if (triples) {
    status.textContent = say("完成", "Done");
    results.append(make("p", {}, download(data, "text/turtle", "answer.ttl", say("下载 Turtle", "Download as Turtle"))), make("pre", { tabIndex: 0 }, data));
    return;
  }
  const answer = JSON.parse(data);
  if ("boolean" in answer) {
    status.textContent = answer.boolean ? say("是", "Yes") : say("否", "No");
    return;
  }
  const columns = answer.head.vars;
  const rows = answer.results.bindings;
  const more = cut ? say("（端点限制了行数，还有更多）", " (the endpoint gives no more rows; there are more)") : "";
  status.textContent = say(`共 ${rows.length} 行${more}`, `${rows.length} rows${more}`);
  if (!rows.length) return;
  const csv = download(csvOf(columns, rows), "text/csv", "answer.csv", say("下载 CSV", "Download as CSV"));
  const bars = barsOf(columns, rows);
  results.append(make("p", { className: "actions" }, csv), tableIn(columns, rows));
  if (bars) {
    const picture = drawn(bars, say("结果的条形图", "Bars of the answer"));
    const svg = download(new XMLSerializer().serializeToString(picture), "image/svg+xml", "answer.svg", say("下载 SVG", "Download as SVG"));
    const png = pngButton(say("下载 PNG", "Download as PNG"), say("这个浏览器画不出来，请用 SVG", "this browser cannot draw it, take the SVG"), "answer.png", () => svg.href);
    const around = make("div", { className: "table", tabIndex: 0 }, picture);
    around.setAttribute("role", "region");
    around.setAttribute("aria-label", say("图", "Chart"));
    results.append(make("h3", {}, say("图", "Chart")), around, make("p", { className: "actions" }, svg, " ", png));
  }
}

function tableIn(columns, rows) {
  const around = make("div", { className: "table", tabIndex: 0 });
  around.setAttribute("role", "region");
  around.setAttribute("aria-label", say("结果", "Answer"));
  const caption = rows.length > AT_ONCE ? say(`结果的前 ${AT_ONCE} 行；全部在 CSV 中`, `The first ${AT_ONCE} rows; all are in the CSV`) : say("结果", "Answer");
  around.append(tableOf(columns, rows.slice(0, AT_ONCE), caption, root, page));
  return around;
}

const download = (content, type, name, label) => make("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name, className: "button" }, label);

named.addEventListener("submit", (event) => event.preventDefault());
named.elements.name.addEventListener("change", (event) => choose(event.target.value, {}));
run.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
run.elements.endpoint.value = given.get("endpoint") ?? "";
const asked = Object.fromEntries([...given].filter(([key]) => key.startsWith("p-")).map(([key, value]) => [key.slice(2), value]));
if (given.get("name")) choose(given.get("name"), asked);
