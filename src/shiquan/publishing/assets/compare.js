// The page compare/: choose places, see them side by side, export what is shown. All that is chosen stands in the address.

import { agreements, compare, csv, numbers, plainPercent, withoutPlan } from "./comparison.js";
import { picture } from "./comparison_picture.js";
import { pngButton } from "./png.js";

const MOST = 40;
const form = document.querySelector("[data-compare]");
const chinese = document.documentElement.lang === "zh";
const say = (zh, en) => (chinese ? zh : en);
const page = (folder) => folder + (chinese ? "" : "index.en.html");

if (form) start();

function start() {
  const root = form.dataset.root;
  const chosenList = document.querySelector("[data-chosen]");
  const told = document.querySelector("[data-told]");
  const result = document.querySelector("[data-result]");
  const input = form.querySelector("[role=combobox]");
  const options = form.querySelector("[role=listbox]");
  const asked = new Map();
  let codes = [];
  let turn = 0;

  const get = (path) => {
    if (!asked.has(path)) {
      asked.set(path, fetch(root + path).then((answer) => {
        if (!answer.ok) throw new Error(`${answer.status}: ${path}`);
        return answer.json();
      }));
    }
    return asked.get(path);
  };

  // ---- state and address
  const read = () => {
    const query = new URLSearchParams(location.search);
    const domain = query.get("domain");
    if (domain && [...form.elements.domain.options].some((one) => one.value === domain)) form.elements.domain.value = domain;
    codes = [...new Set(query.getAll("place").flatMap((one) => one.split(",")).filter((one) => /^\d{6}$/.test(one)))];
    form.elements.tiers.value = query.get("tiers") === "relative" ? "relative" : "absolute";
    form.elements.differences.checked = query.get("differences") === "1";
  };
  const address = () => {
    const query = new URLSearchParams({ domain: form.elements.domain.value });
    for (const code of codes) query.append("place", code);
    if (form.elements.tiers.value === "relative") query.set("tiers", "relative");
    if (form.elements.differences.checked) query.set("differences", "1");
    return `?${query}`;
  };
  const changed = () => {
    history.pushState(null, "", address());
    show();
  };

  // ---- what is shown
  const show = async () => {
    const mine = ++turn;
    const domain = form.elements.domain.value;
    const shown = codes.slice(0, MOST);
    chosenList.hidden = !shown.length;
    try {
      const known = await get(`compare/data/${domain}/places.json`);
      const inList = new Map(known.map((one) => [one[0], one]));
      const unknown = shown.some((code) => !inList.has(code)) ? await get("compare/data/areas.json") : {};
      const places = await Promise.all(
        shown.filter((code) => inList.has(code) || code in unknown).map((code) =>
          inList.has(code) ? get(`flow/${code}/${domain}.json`) : withoutPlan(code, ...unknown[code])),
      );
      const [vocabulary, words] = await Promise.all([get(`compare/data/${domain}/vocabulary.json`), get("compare/data/words.json")]);
      if (mine !== turn) return;
      chosenList.replaceChildren(...places.map((one) => chip(one.place)));
      const strange = shown.filter((code) => !inList.has(code) && !(code in unknown));
      tell(places, vocabulary, strange);
      result.replaceChildren();
      if (places.length < 2 || !vocabulary.concepts.length) return;
      const comparison = compare(vocabulary, places, form.elements.tiers.value);
      result.append(...shownComparison(comparison, words, domain));
    } catch (error) {
      if (mine !== turn) return;
      told.textContent = say(`数据没有取到（${error.message}），请重新载入本页。`, `The data could not be fetched (${error.message}); load the page again.`);
    }
  };

  const tell = (places, vocabulary, strange) => {
    const said = [];
    if (strange.length) said.push(say(`没有代码为 ${strange.join("、")} 的现行区划。`, `No area of today has the code ${strange.join(", ")}.`));
    if (codes.length > MOST) said.push(say(`只比较前 ${MOST} 个地方。`, `Only the first ${MOST} places are compared.`));
    if (!vocabulary.concepts.length) said.push(say("该领域还没有事项词表，不能逐项比较。", "The domain has no vocabulary of tasks yet: nothing can be compared."));
    else if (places.length < 2) said.push(say("请选至少两个地方。", "Choose at least two places."));
    told.textContent = said.join(" ");
  };

  const chip = (place) => {
    const remove = element("button", { type: "button", "aria-label": say(`去掉${place.name}`, `Remove ${place.name}`) }, place.name, " ×");
    remove.addEventListener("click", () => {
      codes = codes.filter((code) => code !== place.code);
      changed();
      input.focus();
    });
    return element("li", {}, remove);
  };

  const shownComparison = (comparison, words, domain) => {
    const lines = form.elements.differences.checked
      ? comparison.lines.filter((line) => ["differ", "same_tiers"].includes(line.agreement))
      : comparison.lines;
    const counted = agreements(comparison).filter(([, count]) => count)
      .map(([kind, count]) => `${say(...words.agreements[kind])} ${count}`).join(say("，", ", "));
    const name = `${domain}-${comparison.places.map((place) => place.code).join("-")}`.slice(0, 120);
    const drawn = picture({ ...comparison, lines }, words);
    return [
      element("p", {}, counted + say("。", ".")),
      element("p", { class: "exports" }, say("下载：", "Download: "),
        saved("CSV", `${name}.csv`, "text/csv;charset=utf-8", () => csv({ ...comparison, lines })), " ",
        saved("SVG", `${name}.svg`, "image/svg+xml", () => drawn), " ",
        pngButton("PNG", say("这个浏览器画不出来，请用 SVG", "this browser cannot draw it, take the SVG"), `${name}.png`,
          () => URL.createObjectURL(new Blob([drawn], { type: "image/svg+xml" })), URL.revokeObjectURL)),
      element("div", { class: "wide", role: "region", tabindex: "0", "aria-label": say("比较表，可左右滚动", "Comparison, scrolls sideways") },
        table(comparison, lines, words, domain)),
      element("p", { class: "small" }, say("* 方案另有关于未列事项的规定。与多数不同：至少三地有规定，其中过半数相同，而该地不同。",
        "* The plan has a rule for matters that it does not list. Unlike most: at least three places state the task, more than half of them alike, and this one departs.")),
      ...comparison.places.flatMap((place) => notes(place)),
      element("details", { class: "picture-of-it" }, element("summary", {}, say("同样内容的图", "The same as a picture")), inPage(drawn)),
    ];
  };

  const notes = (place) => {
    const said = [];
    if (place.note) said.push(say(place.note.zh, place.note.en));
    if (place.without_concept) said.push(say(`${place.without_concept} 项事项不属于词表中的任何概念，未列入`, `${place.without_concept} tasks belong to no concept of the vocabulary and are left out`));
    return said.map((one) => element("p", { class: "small" }, say(`${place.name}：`, `${place.name}: `), one));
  };

  const table = (comparison, lines, words, domain) => {
    const places = comparison.places;
    const head = element("tr", {}, element("th", { scope: "col" }, say("事项", "Task")),
      ...places.map((place) => element("th", { scope: "col" },
        element("a", { href: page(`${root}id/area/${place.code}/`), lang: "zh" }, place.name),
        element("span", { class: "source", lang: "zh" }, numbers(place).replaceAll("|", "、") || say(...words.statuses[place.status])))),
      element("th", { scope: "col" }, say("比较", "Agreement")));
    const built = element("table", { class: "matrix" },
      element("caption", {}, say("每格上行：财政事权由谁持有（权）；下行：支出责任由谁承担（支）。点开一格，看该地的原文。",
        "In each cell, first who holds the power, then who bears the expenditure. A cell leads to the sentences of that place.")),
      element("thead", {}, head));
    let body = null;
    let area = null;
    for (const line of lines) {
      const concept = line.concept;
      if (body === null || concept.area_zh !== area) {
        area = concept.area_zh;
        body = element("tbody", {});
        if (area) body.append(element("tr", { class: "area" }, element("th", { scope: "rowgroup", colspan: places.length + 2 }, say(area, concept.area_en || area))));
        built.append(body);
      }
      const task = `${root}tasks/${domain}/${concept.notation}/`;
      body.append(element("tr", {},
        element("th", { scope: "row" }, element("a", { href: page(task) }, say(concept.zh || concept.notation, concept.en || concept.zh || concept.notation))),
        ...line.cells.map((cell, index) => cellOf(cell, places[index], line, words, task)),
        element("td", { class: `agreement ${line.agreement}` }, say(...words.agreements[line.agreement]))));
    }
    return built;
  };

  const cellOf = (cell, place, line, words, task) => {
    if (!cell.said) {
      return element("td", { class: "open" }, say(...words.statuses[cell.status]) + (cell.status === "silent" && place.rule_for_unlisted ? "*" : ""));
    }
    const odd = line.oddOnes.includes(place.code);
    const marks = marksOf(cell.said, words).flatMap((mark) => [" ", element("small", {}, mark)]);
    return element("td", odd ? { class: "odd" } : {},
      element("a", { href: page(`${task}${place.code}/`) },
        element("span", {}, element("small", {}, say("权", "holds")), " ", ...partOf(cell.said.power, words)), " ",
        element("span", {}, element("small", {}, say("支", "pays")), " ", ...partOf(cell.said.expenditure, words)),
        ...marks, ...(odd ? [" ", element("strong", {}, say("与多数不同", "unlike most"))] : [])));
  };

  const partOf = (part, words) => {
    const manner = part.manner.split("+").map((one) => say(...(words.manners[one] ?? ["", ""]))).filter(Boolean).join(say("与", " and "));
    if (!part.tiers.length && !manner) return [element("span", { class: "tier unsaid" }, say("未规定", "not stated"))];
    const chips = part.tiers.flatMap((tier) => [element("span", { class: `tier ${tier}` }, say(...words.tiers[tier])), " "]);
    return [...chips, manner];
  };

  const marksOf = (said, words) => {
    const names = (tiers) => tiers.map((tier) => say(...words.tiers[tier]));
    const marks = [];
    if (said.shares.length) {
      marks.push(`${names(said.shares.map(([tier]) => tier)).join("∶")}${say("=", " = ")}${said.shares.map(([, percent]) => plainPercent(percent)).join("∶")}`);
    }
    if (said.conditional) marks.push(say("另分情形", "split by cases"));
    if (said.excluded.length) marks.push(say(`未列入${names(said.excluded).join("、")}的部分`, `what is not in the list of: ${names(said.excluded).join(", ")}`));
    if (said.support.length) {
      const givers = [...new Set(names(said.support.map(([tier]) => tier)))];
      marks.push(say(`${givers.join("、")}另有补助`, `support from ${givers.join(", ")}`));
    }
    return marks;
  };

  // ---- choosing a place: a combobox with a list (ARIA Authoring Practices 1.2)
  let found = [];
  let active = -1;
  const close = () => {
    options.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const look = async () => {
    const words = input.value.trim().toLowerCase().replaceAll(/[\s']/g, "");
    if (!words) return close();
    const known = await get(`compare/data/${form.elements.domain.value}/places.json`);
    const rank = ([code, name, above, , pinyin, initials]) => {
      if (name.startsWith(words) || code.startsWith(words)) return 0;
      if (pinyin.startsWith(words) || initials.startsWith(words)) return 1;
      return (above + name).includes(words) ? 2 : -1;
    };
    found = known.map((place) => [rank(place), place]).filter(([nearness, [code]]) => nearness >= 0 && !codes.includes(code))
      .sort(([a], [b]) => a - b).slice(0, 12).map(([, place]) => place);
    options.replaceChildren(...found.map(([code, name, above, held], index) => {
      const option = element("li", { role: "option", id: `place-option-${index}`, "aria-selected": "false" },
        element("span", { lang: "zh" }, name), " ", element("small", {}, above, " ", code, held ? "" : say(" 仅知其名", " known by name only")));
      option.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        choose(index);
      });
      return option;
    }));
    if (!found.length) options.append(element("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, say("没有这样的地方", "no such place")));
    options.hidden = false;
    active = -1;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
  };
  const move = (to) => {
    if (!found.length) return;
    active = (to + found.length) % found.length;
    [...options.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
    input.setAttribute("aria-activedescendant", `place-option-${active}`);
    options.children[active].scrollIntoView({ block: "nearest" });
  };
  const choose = (index) => {
    codes = [...codes, found[index][0]];
    input.value = "";
    close();
    changed();
  };
  input.addEventListener("input", look);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (options.hidden) look();
      else move(event.key === "ArrowDown" ? active + 1 : Math.max(active, 0) - 1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!options.hidden && found.length) choose(Math.max(active, 0));
    } else if (event.key === "Escape") close();
  });

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    if (event.target !== input) changed();
  });
  addEventListener("popstate", () => {
    read();
    show();
  });
  read();
  form.hidden = false;
  if (codes.length) show();
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// A link that hands over a file made here.
function saved(words, name, type, make) {
  const link = element("a", { href: "#", download: name }, words);
  link.addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([make()], { type }));
    link.href = address;
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  });
  return link;
}

function inPage(svg) {
  return document.adoptNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement);
}
