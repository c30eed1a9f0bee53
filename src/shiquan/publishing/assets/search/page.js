// The search page: what is asked stands in its address (q, kind, tier, domain, province, page, from).

import { SearchIndex } from "./index.js";
import { around, matchesIn } from "./matches.js";

const AT_ONCE = { place: 20, task: 20, document: 20, provision: 10 };
const FIRST = 5;
const FACETS = ["kind", "tier", "domain", "province"];

const english = document.documentElement.lang === "en";
const say = (chinese, inEnglish) => (english ? inEnglish : chinese);
const number = (value) => value.toLocaleString("en");
const page = english ? "index.en.html" : "";
const KINDS = {
  place: say("地方", "Places"),
  task: say("事项", "Tasks"),
  document: say("文件", "Documents"),
  provision: say("条文", "Provisions"),
};
const TITLES = { kind: say("种类", "Kind"), tier: say("层级", "Tier"), domain: say("领域", "Domain"), province: say("省份", "Province") };

const form = document.querySelector("form[data-search]");
const field = form.elements.q;
const status = document.getElementById("search-status");
const results = document.getElementById("search-results");
const facetList = document.getElementById("search-facets");
let index = null;
let asked = 0;

/** An element with attributes and children; text is put in as text. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

const state = () => {
  const given = new URLSearchParams(location.search);
  const chosen = Object.fromEntries(FACETS.map((facet) => [facet, given.get(facet) ?? ""]));
  const numberOf = (name, least) => Math.max(least, Number.parseInt(given.get(name) ?? "", 10) || least);
  return { q: given.get("q") ?? "", chosen, page: numberOf("page", 1), from: numberOf("from", 0) };
};

function addressOf({ q, chosen, page: shown, from }) {
  const given = new URLSearchParams();
  if (q) given.set("q", q);
  for (const facet of FACETS) if (chosen[facet]) given.set(facet, chosen[facet]);
  if (shown > 1) given.set("page", shown);
  if (from) given.set("from", from);
  return `${location.pathname}?${given}`;
}

/** A live site makes the index after its start: until then it says when to come back. */
class NotYet extends Error {
  constructor(seconds) {
    super("503");
    this.seconds = seconds;
  }
}

async function load(path) {
  const answer = await fetch(new URL(path, new URL(form.dataset.search, location.href)));
  if (answer.status === 503) throw new NotYet(Number.parseInt(answer.headers.get("Retry-After") ?? "10", 10) || 10);
  if (!answer.ok) throw new Error(`${answer.status} ${path}`);
  return new Uint8Array(await answer.arrayBuffer());
}

async function show(moveFocus = false) {
  const now = state();
  const turn = (asked += 1);
  field.value = now.q;
  for (const link of document.querySelectorAll("a.language")) link.search = location.search;
  if (!now.q.trim()) {
    results.replaceChildren();
    facetList.replaceChildren();
    status.textContent = "";
    return;
  }
  status.textContent = say("正在搜索……", "Searching …");
  try {
    index ??= await SearchIndex.open(load);
    const answer = await index.search(now.q, now.chosen, now.from);
    const groups = await groupsOf(answer, now);
    if (turn !== asked) return;
    tell(answer, now);
    facetList.replaceChildren(...FACETS.map((facet) => facetOf(facet, answer, now)).filter(Boolean));
    results.replaceChildren(...groups);
    if (moveFocus) results.querySelector("h2")?.focus();
  } catch (error) {
    if (turn !== asked) return;
    results.replaceChildren();
    facetList.replaceChildren();
    if (error instanceof NotYet) {
      index = null;
      status.textContent = say("搜索索引正在后台生成，完成后自动显示结果；也可以稍后再来。", "The search index is being made: what is found will be shown here once it is there; or come back later.");
      setTimeout(() => turn === asked && show(), error.seconds * 1000);
      return;
    }
    status.textContent = say(`无法读取索引：${error.message}`, `The index cannot be read: ${error.message}`);
  }
}

function tell(answer, { q }) {
  const all = answer.found.reduce((sum, list) => sum + list.length, 0);
  const each = index.about.kinds.flatMap((kind, place) => (answer.found[place].length ? [`${KINDS[kind]} ${number(answer.found[place].length)}`] : []));
  const most = answer.rough ? say("至多 ", "at most ") : "";
  if (all) status.textContent = say(`“${q}”：找到 ${most}${number(all)} 条（${each.join("，")}）`, `“${q}”: ${most}${number(all)} found (${each.join(", ")})`);
  else if (answer.part) status.textContent = say(`“${q}”：这一部分里没有找到`, `“${q}”: nothing found in this part`);
  else status.textContent = say(`“${q}”：没有找到。试试少几个字，或者去掉筛选。`, `“${q}”: nothing found. Try fewer words, or take away a filter.`);
}

/** What is said where so many provisions have the words that only part of them was looked through. */
function partOf({ part }, now) {
  const [looked, all, most] = [part.looked, part.volumes, part.most].map(number);
  const told = say(
    `含有这些字词的条文至多 ${most} 条。条文按省份排列，分为 ${all} 部分；这里查了其中 ${looked} 部分，条文的数目和筛选都只算这些。加字，或选省份、层级、领域，可缩小范围。`,
    `At most ${most} provisions have these words. They are in the order of provinces, in ${all} parts; ${looked} of these were looked through here, and the numbers of provisions and the filters count only these. Add words, or choose a province, tier or domain.`,
  );
  const to = (from) => addressOf({ ...now, page: 1, from, chosen: { ...now.chosen, kind: "provision" } });
  const link = (from, text) => element("li", {}, element("a", { href: to(from), "data-state": true }, text));
  const links = [];
  if (part.from) links.push(link(0, say("从头查起", "From the beginning")));
  if (part.next !== null) links.push(link(part.next, say("接着查后面的条文", "Look through the next provisions")));
  return element("section", { class: "notice" }, element("p", {}, told), element("ul", { class: "pager" }, ...links));
}

async function groupsOf(answer, now) {
  const groups = [];
  for (const [place, kind] of index.about.kinds.entries()) {
    const found = answer.found[place];
    if (!found.length) continue;
    const whole = now.chosen.kind === kind;
    const from = whole ? (now.page - 1) * AT_ONCE[kind] : 0;
    const shown = found.slice(from, from + (whole ? AT_ONCE[kind] : FIRST));
    const items = await Promise.all(shown.map((each) => (kind === "provision" ? provisionItem(each) : thingItem(kind, each))));
    const head = element("h2", { tabindex: "-1", id: `found-${kind}` }, KINDS[kind], " ", element("span", { class: "count" }, number(found.length)));
    const list = element("ol", { class: "found", start: from + 1, "aria-labelledby": `found-${kind}` }, ...items);
    const more = whole ? pages(found.length, AT_ONCE[kind], now) : moreOf(kind, found.length, now);
    groups.push(element("section", {}, head, list, ...(more ? [more] : [])));
  }
  if (answer.part) groups.push(partOf(answer, now));
  return groups;
}

function moreOf(kind, length, now) {
  if (length <= FIRST) return null;
  const to = { ...now, page: 1, chosen: { ...now.chosen, kind } };
  return element("p", {}, element("a", { href: addressOf(to), "data-state": true }, say(`全部 ${number(length)} 条${KINDS[kind]}`, `All ${number(length)} ${KINDS[kind].toLowerCase()}`)));
}

function pages(length, atOnce, now) {
  const last = Math.ceil(length / atOnce);
  if (last < 2) return null;
  const link = (to, text, rel) => element("li", {}, element("a", { href: addressOf({ ...now, page: to }), "data-state": true, rel }, text));
  const items = [];
  if (now.page > 1) items.push(link(now.page - 1, say("上一页", "Previous"), "prev"));
  items.push(element("li", {}, element("span", { "aria-current": "page" }, `${now.page} / ${number(last)}`)));
  if (now.page < last) items.push(link(now.page + 1, say("下一页", "Next"), "next"));
  return element("nav", { "aria-label": say("分页", "Pages") }, element("ul", { class: "pager" }, ...items));
}

// ---------------------------------------------------------------- what is shown of each

/** The reference to a page of the site: a folder, or a folder and a fragment. */
function reference(path) {
  const [folder, fragment] = path.split("#");
  return new URL(folder + page + (fragment ? `#${fragment}` : ""), new URL(form.dataset.root, location.href)).pathname + (fragment ? `#${fragment}` : "");
}

/** A text of the data with its matches marked. */
function marked(text, { cut = false, lang = "zh" } = {}) {
  const all = matchesIn(text, index.parts, index.readings, index.simplified);
  const part = cut ? around(text, all) : { text, offset: 0, before: false, after: false };
  const made = element("span", { lang: english ? lang : undefined });
  let end = 0;
  if (part.before) made.append("…");
  for (const each of all) {
    const start = Math.max(0, each.start - part.offset);
    const stop = Math.min(part.text.length, each.end - part.offset);
    if (stop <= start) continue;
    made.append(part.text.slice(end, start), element("mark", {}, part.text.slice(start, stop)));
    end = stop;
  }
  made.append(part.text.slice(end), part.after ? "…" : "");
  return made;
}

const tierOf = (each) => {
  const row = index.values("tier")[index.facetsOf(each)[1]];
  return row ? element("span", { class: `tier ${row[0]}` }, english ? row[2] : row[1]) : null;
};

async function thingItem(kind, each) {
  const shown = await index.thing(each);
  if (kind === "place") {
    const [folder, name, above, code, ended] = shown;
    return item(folder, marked(name), tierOf(each), english ? element("span", { lang: "zh" }, above) : above, marked(code), ended ? say(`已撤销（${ended}）`, `abolished ${ended}`) : "");
  }
  if (kind === "task") {
    if (typeof shown[2] === "string") {
      const [folder, chinese, inEnglish, isArea] = shown;
      return item(folder, marked(chinese), say(isArea ? "工作方面" : "统一概念", isArea ? "area of work" : "concept"), marked(inEnglish, { lang: "en" }));
    }
    const [path, text, tasks, concepts] = shown;
    return item(concepts[0] ?? path, marked(text), say(`文件中的写法，${number(tasks)} 处`, `wording of documents, ${number(tasks)} times`), element("a", { href: reference(path) }, say("第一处", "the first")));
  }
  const [folder, title, id, issuers, signed, held] = shown;
  return item(folder, marked(title || id || say("（无题名）", "(no title)")), tierOf(each), title && id ? marked(id) : "", marked(issuers), signed, held ? "" : element("span", { class: "status text_not_held" }, say("未收录全文", "text not held")));
}

async function provisionItem(each) {
  const { fragment, section, words, document: of } = await index.provision(each);
  const [folder, title, id] = of;
  return item(`${folder}#${fragment}`, marked(words, { cut: true }), element("span", { lang: english ? "zh" : undefined }, id || title), section);
}

function item(path, title, ...facts) {
  const told = facts.filter((fact) => fact !== "" && fact !== null).map((fact) => element("li", {}, fact));
  return element("li", {}, element("a", { class: "title", href: reference(path) }, title), element("ul", { class: "inline-list muted small" }, ...told));
}

// ---------------------------------------------------------------- narrowing down

function facetOf(facet, answer, now) {
  const counted = answer.counts[facet];
  const rows = index.values(facet).filter(([code]) => counted.get(code) || now.chosen[facet] === code);
  if (rows.length < 2 && !now.chosen[facet]) return null;
  const items = rows.map(([code, chinese, inEnglish]) => {
    const is = now.chosen[facet] === code;
    const to = { ...now, page: 1, from: 0, chosen: { ...now.chosen, [facet]: is ? "" : code } };
    const name = facet === "kind" ? KINDS[code] : english ? inEnglish : chinese;
    const link = element("a", { href: addressOf(to), "data-state": true, "aria-current": is ? "true" : undefined, lang: english && name === chinese ? "zh" : undefined }, name);
    return element("li", {}, link, " ", element("span", { class: "count" }, number(counted.get(code))), is ? element("span", { class: "small muted" }, say("（再点取消）", " (again: take away)")) : "");
  });
  const open = facet !== "province" || now.chosen.province || items.length < 9;
  return element("details", { open: Boolean(open) }, element("summary", {}, TITLES[facet]), element("ul", { class: "plain" }, ...items));
}

// ---------------------------------------------------------------- asking

function go(address) {
  history.pushState(null, "", address);
  show(true);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { chosen } = state();
  go(addressOf({ q: field.value.trim(), chosen, page: 1, from: 0 }));
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-state]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.getAttribute("href"));
});
window.addEventListener("popstate", () => show());
show();
