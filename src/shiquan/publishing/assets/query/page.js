// The query page: YASQE and YASR of YASGUI with the named queries. Its address has what is shown: name and p-<parameter>, or query; endpoint.

import { chartPlugin } from "./chart.js";
import { filled } from "./filling.js";

const language = document.documentElement.lang === "en" ? "en" : "zh";
const say = (chinese, english) => (language === "en" ? english : chinese);
const section = document.getElementById("query-editor");
const named = document.getElementById("query-named");
const fields = document.getElementById("query-parameters");
const run = document.getElementById("query-run");
const status = document.getElementById("query-status");
const here = new URL(section.dataset.endpoint, location.href).href;
const given = new URLSearchParams(location.search);
const FIRST = `PREFIX sq: <https://w3id.org/shiquan/ontology#>
PREFIX eli: <http://data.europa.eu/eli/ontology#>

SELECT ?document ?number ?title
WHERE {
  ?document sq:cleanedText ?text ; eli:id_local ?number ; eli:title ?title .
}
LIMIT 20
`;
let chosen = null;

section.hidden = false;
const { Yasqe, Yasr } = window.Yasgui;
// what is completed comes from this site only: the services that complete prefixes, classes and properties are on other hosts
Yasqe.defaults.autocompleters = [];
const yasqe = new Yasqe(document.getElementById("yasqe"), {
  value: given.get("query") ?? FIRST,
  persistenceId: null,
  showQueryButton: false,
  resizeable: false,
  createShareableLink: null,
  pluginButtons: undefined,
  autocompleters: [],
  requestConfig: { endpoint: here, method: "POST" },
});
yasqe.getInputField().setAttribute("aria-label", say("SPARQL 查询", "SPARQL query"));
yasqe.setOption("extraKeys", { ...yasqe.getOption("extraKeys"), Tab: false, "Shift-Tab": false, "Ctrl-Enter": () => ask() });
Yasr.registerPlugin("chart", chartPlugin(say));
const yasr = new Yasr(document.getElementById("query-results"), {
  persistenceId: null,
  pluginOrder: ["table", "chart", "response"],
  defaultPlugin: "table",
  prefixes: { sq: "https://w3id.org/shiquan/ontology#", id: "https://w3id.org/shiquan/id/", eli: "http://data.europa.eu/eli/ontology#" },
});

// ---------------------------------------------------------------- named queries

async function choose(name, values) {
  fields.replaceChildren();
  chosen = null;
  named.elements.name.value = name;
  if (!name) return;
  const answer = await fetch(new URL(`${name}/query.json`, new URL(section.dataset.named, location.href)));
  if (!answer.ok) {
    status.textContent = say(`没有这个查询：${name}`, `There is no such query: ${name}`);
    return;
  }
  chosen = await answer.json();
  for (const parameter of chosen.parameters) {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { name: `p-${parameter.name}`, value: values[parameter.name] ?? parameter.default, size: 22 });
    input.addEventListener("change", fill);
    label.append(parameter.name, input);
    fields.append(label);
  }
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
  const endpoint = run.elements.endpoint.value || here;
  const construct = ["CONSTRUCT", "DESCRIBE"].includes(yasqe.getQueryType());
  status.textContent = say("正在查询……", "Asking …");
  const started = performance.now();
  try {
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: { Accept: construct ? "text/turtle" : "application/sparql-results+json", "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" },
      body: new URLSearchParams({ query: yasqe.getValue() }),
    });
    const data = await answer.text();
    const type = answer.headers.get("content-type") ?? "";
    if (endpoint === here && !answer.ok && !type.includes("problem+json")) {
      status.textContent = say(
        "这里没有查询服务：这是静态网站。请在上面填写一个 SPARQL 端点的地址（例如 shiquan serve 的 …/sparql），或看各查询的示例结果。",
        "There is no endpoint here: this is a static site. Give the address of a SPARQL endpoint above (such as …/sparql of shiquan serve), or look at the examples of the queries.",
      );
      run.elements.endpoint.focus();
      return;
    }
    yasr.setResponse({ data, contentType: type, status: answer.status, executionTime: performance.now() - started });
    const cut = answer.headers.get("x-sparql-truncated") ? say("（结果过多，已截断）", " (there is more: cut off)") : "";
    status.textContent = answer.ok ? say(`完成${cut}`, `Done${cut}`) : say(`端点拒绝：${reason(data)}`, `The endpoint refused: ${reason(data)}`);
  } catch (error) {
    status.textContent = say(`无法询问 ${endpoint}：${error.message}`, `${endpoint} cannot be asked: ${error.message}`);
  }
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

named.addEventListener("submit", (event) => event.preventDefault());
named.elements.name.addEventListener("change", (event) => choose(event.target.value, {}));
run.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
run.elements.endpoint.value = given.get("endpoint") ?? "";
const asked = Object.fromEntries([...given].filter(([key]) => key.startsWith("p-")).map(([key, value]) => [key.slice(2), value]));
if (given.get("name")) choose(given.get("name"), asked);
