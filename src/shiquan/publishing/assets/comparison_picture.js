// A comparison as SVG, drawn in the browser: the same picture as shiquan.pictures.matrix_picture draws, which a test compares byte by byte.

import { TIERS, agreements, numbers as numbersOf, plainPercent } from "./comparison.js";

const INK = "#1A1A1A";
const MUTED = "#595959";
const RULE = "#C8C8C8";
const PALE = "#F4F4F2";
const PAPER = "#FFFFFF";
const ODD = "#8B1A1A";
const FONTS = "'Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif";
const STRONG = { central: "#D55E00", province: "#0072B2", prefecture: "#E69F00", county: "#009E73", township: "#56B4E9" };
const FILL = { central: "#F9DCC8", province: "#CFE4F2", prefecture: "#FBE8C2", county: "#CBEBE0", township: "#DDF0FB" };
const SHORT = { central: "央", province: "省", prefecture: "市", county: "县", township: "乡" };
const MARGIN = 28;
const HEADING = 84;
const NAME = 236;
const PLACE = 178;
const VERDICT = 104;
const LINE = 46;
const AREA = 28;
const HEAD = 62;

// words: compare/data/words.json
export function picture(comparison, words) {
  const { places, lines } = comparison;
  const width = 2 * MARGIN + NAME + PLACE * places.length + VERDICT;
  const startsArea = lines.map((line, index) => line.concept.area_zh && (index === 0 || lines[index - 1].concept.area_zh !== line.concept.area_zh));
  const body = lines.length * LINE + startsArea.filter(Boolean).length * AREA;
  const counted = agreementCounts(comparison, words);
  const foot = notes(comparison, words, counted).flatMap((note) => wrapped(note, width - 2 * MARGIN, 11));
  const top = HEADING + 34;
  const names = places.map((place) => place.name).join("、");
  const title = `${comparison.domain.zh}领域财政事权与支出责任：${places.length <= 5 ? names : `${places.length} 地`}比较`;
  const drawing = new Drawing(width, top + HEAD + body + (foot.length * 11 * 1.4 + 14 + MARGIN / 2) + 8, title, `${counted}。`);
  drawing.text(MARGIN, MARGIN + 16, title, 20);
  drawing.text(MARGIN, MARGIN + 38, "上行：财政事权由谁持有（权）；下行：支出责任由谁承担（支）。 Upper row: who holds the power; lower row: who bears the expenditure.", 12, MUTED);
  key(drawing, comparison, words);
  heads(drawing, comparison, words, top);
  let y = top + HEAD;
  lines.forEach((line, index) => {
    if (startsArea[index]) {
      drawing.rect(MARGIN, y, width - 2 * MARGIN, AREA, { fill: "#E8E8E4" });
      drawing.text(MARGIN + 8, y + 19, `${line.concept.area_zh}  ${line.concept.area_en}`.trimEnd(), 12.5);
      y += AREA;
    }
    drawLine(drawing, comparison, line, words, y);
    y += LINE;
  });
  drawing.line(MARGIN, y, width - MARGIN, y, INK);
  drawing.lines(MARGIN, y + 6 + 14, foot, 11, MUTED);
  return drawing.svg();
}

function agreementCounts(comparison, words) {
  const said = agreements(comparison).filter(([, count]) => count)
    .map(([kind, count]) => `${words.agreements[kind][0]} ${words.agreements[kind][1]} ${count}`);
  return said.join("，") || "没有可比的事项 no task to compare";
}

function notes(comparison, words, counted) {
  const { places } = comparison;
  const said = [
    `比较 / agreement：${counted}`,
    "† 含“未列入上级财政事权”的部分 part of a carve-out；‡ 另分情形 split by cases；+ 另有补助或转移支付 another tier pays a part；未提及* 方案另有未列事项的规定 the plan has a rule for " +
      "unlisted matters；粗框：与多数不同的一地 heavy frame: the odd one out",
    "合称：以一个词（如市县）赋予几级 given to several tiers by one word；各自：各级各自的事权 each its own",
  ];
  if (comparison.basis === "relative") said.push("比较时以本级、上级、下级相对应 / compared by own tier, tier above and tier below");
  for (const place of places) if (place.note) said.push(`${place.name}：${place.note.zh} / ${place.note.en}`);
  for (const place of places) {
    const count = place.without_concept;
    if (count) said.push(`${place.name}：${count} 项事项不属于词表中的任何概念，未列入 / ${count} tasks belong to no concept of the vocabulary and are left out`);
  }
  if (!comparison.lines.length && places.some((place) => place.without_concept)) {
    said.push(`${comparison.domain.zh}领域还没有事项词表，可用 shiquan concepts propose 起草 / the domain has no vocabulary of tasks yet; shiquan concepts propose drafts one`);
  }
  const sources = places.map((place) => `${place.name} ${numbersOf(place) || words.statuses[place.status][0]}`);
  return [...said, `资料来源 / sources：${sources.join("；")}`];
}

function key(drawing, comparison, words) {
  const used = new Set(comparison.lines.flatMap((line) => line.cells.flatMap(({ said }) => (said ? [...said.power.tiers, ...said.expenditure.tiers] : []))));
  let x = MARGIN;
  for (const tier of TIERS.filter((one) => used.has(one))) {
    square(drawing, x, HEADING + 2, tier, 17);
    const name = `${words.tiers[tier][0]} ${words.tiers[tier][1]}`;
    drawing.text(x + 23, HEADING + 2 + 13, name, 12);
    x += 23 + widthOf(name, 12) + 18;
  }
}

function heads(drawing, { places }, words, top) {
  drawing.line(MARGIN, top, MARGIN + NAME + PLACE * places.length + VERDICT, top, INK);
  drawing.text(MARGIN + 8, top + 24, "事项", 14);
  drawing.text(MARGIN + 8, top + 44, "task", 11, MUTED);
  places.forEach((place, index) => {
    const x = MARGIN + NAME + index * PLACE;
    drawing.text(x + 8, top + 24, wrapped(place.name, PLACE - 14, 14, 1)[0], 14);
    drawing.lines(x + 8, top + 41, wrapped(numbersOf(place).replaceAll("|", " ") || words.statuses[place.status][0], PLACE - 12, 10.5, 2), 10.5, MUTED);
  });
  const x = MARGIN + NAME + places.length * PLACE;
  drawing.text(x + 8, top + 24, "比较", 14);
  drawing.text(x + 8, top + 44, "agreement", 11, MUTED);
}

function drawLine(drawing, { places }, line, words, y) {
  const right = MARGIN + NAME + PLACE * places.length + VERDICT;
  drawing.line(MARGIN, y, right, y);
  const name = wrapped(line.concept.zh || line.concept.notation, NAME - 16, 13, 2);
  drawing.lines(MARGIN + 8, y + (name.length === 1 ? 27 : 19), name, 13);
  line.cells.forEach((cell, index) => {
    const odd = line.oddOnes.includes(places[index].code);
    drawing.group(cellTitle(line, places[index], cell, odd, words), `cell ${cell.status}`, () =>
      drawCell(drawing, places[index], cell, MARGIN + NAME + index * PLACE, y, odd, words));
  });
  drawVerdict(drawing, line.agreement, right - VERDICT, y, words);
}

function drawCell(drawing, place, { status, said }, x, y, odd, words) {
  if (!said) {
    drawing.rect(x + 2, y + 2, PLACE - 4, LINE - 4, { fill: PALE });
    drawing.text(x + 8, y + 28, words.statuses[status][0] + (status === "silent" && place.rule_for_unlisted ? "*" : ""), 12, MUTED);
    return;
  }
  const shares = said.shares.length ? ` ${said.shares.map(([, percent]) => plainPercent(percent)).join("∶")}` : "";
  const marks = (said.excluded.length ? "†" : "") + (said.conditional ? "‡" : "");
  drawPart(drawing, "权", said.power, marks, x + 8, y + 5, words);
  drawPart(drawing, "支", said.expenditure, shares + (said.support.length ? "+" : ""), x + 8, y + 25, words);
  if (odd) {
    drawing.rect(x + 2.5, y + 2.5, PLACE - 5, LINE - 5, { rx: 3, fill: "none", stroke: ODD, "stroke-width": 2.2 });
    drawing.text(x + PLACE - 9, y + 17, "异", 11, ODD, "end");
  }
}

function drawPart(drawing, label, part, mark, x, y, words) {
  drawing.text(x, y + 13, label, 11, MUTED);
  if (!part.tiers.length && !part.manner) {
    drawing.text(x + 17, y + 13, "未规定", 12, MUTED);
    return;
  }
  let end = x + 17;
  for (const tier of part.tiers) {
    square(drawing, end, y, tier, 16);
    end += 19;
  }
  const said = mannerOf(part, words) + mark;
  if (said) drawing.text(end + 2, y + 13, said, 11.5);
}

function square(drawing, x, y, tier, side) {
  drawing.rect(x, y, side, side, { rx: 3, fill: FILL[tier], stroke: STRONG[tier], "stroke-width": 1 });
  drawing.text(x + side / 2, y + side * 0.76, SHORT[tier], side * 0.68, INK, "middle");
}

function drawVerdict(drawing, kind, x, y, words) {
  const middle = y + LINE / 2;
  if (["agree", "same_tiers", "differ"].includes(kind)) {
    drawing.shape("circle", { cx: x + 16, cy: middle, r: 6, fill: kind === "agree" ? INK : PAPER, stroke: INK, "stroke-width": 1.4 });
  }
  if (kind === "same_tiers") {
    const steps = ["M", x + 16, middle - 6, "A", 6, 6, 0, 0, 0, x + 16, middle + 6, "Z"];
    drawing.shape("path", { d: steps.map((step) => (typeof step === "string" ? step : number(step))).join(" "), fill: INK });
  }
  const lines = wrapped(words.agreements[kind][0], VERDICT - 30, 11, 2);
  drawing.lines(x + 28, middle + (lines.length === 1 ? 4 : -3.5), lines, 11);
}

const mannerOf = (part, words) => part.manner.split("+").map((one) => words.manners[one]?.[0]).filter(Boolean).join("与");
const partIn = (part, words) =>
  [part.tiers.map((tier) => words.tiers[tier][0]).join("、"), mannerOf(part, words)].filter(Boolean).join("·") || "未规定";

function cellTitle(line, place, { status, said }, odd, words) {
  const head = `${place.name} ${line.concept.zh}：${words.statuses[status][0]}`;
  if (!said) return head;
  const quotes = said.statements.filter((one) => one.quote).map((one) => `“${one.quote}”（${one.number ?? ""} ${one.section ?? ""}）`).join(" ");
  return `${head}；权 ${partIn(said.power, words)}；支 ${partIn(said.expenditure, words)}${odd ? "；与多数不同" : ""}。${quotes}`;
}

// ---- shiquan.pictures.drawing

class Drawing {
  constructor(width, height, title, description) {
    this.into = [];
    this.root = {
      name: "svg",
      attributes: {
        xmlns: "http://www.w3.org/2000/svg", width: number(width), height: number(height), viewBox: `0 0 ${number(width)} ${number(height)}`,
        role: "img", "aria-labelledby": "picture-title picture-description", "font-family": FONTS, fill: INK,
      },
      children: this.into,
    };
    this.into.push({ name: "title", attributes: { id: "picture-title" }, text: legal(title) });
    this.into.push({ name: "desc", attributes: { id: "picture-description" }, text: legal(description) });
    this.rect(0, 0, width, height, { fill: PAPER });
  }

  shape(name, attributes) {
    const written = Object.entries(attributes).map(([key, value]) => [key, typeof value === "number" ? number(value) : value]);
    this.into.push({ name, attributes: Object.fromEntries(written), children: [] });
  }

  rect(x, y, width, height, rest) {
    this.shape("rect", { x, y, width, height, ...rest });
  }

  line(x1, y1, x2, y2, stroke = RULE) {
    this.shape("line", { x1, y1, x2, y2, stroke, "stroke-width": 1 });
  }

  text(x, y, words, size, fill = INK, anchor = "start") {
    const attributes = { x: number(x), y: number(y), "font-size": number(size) };
    if (fill !== INK) attributes.fill = fill;
    if (anchor !== "start") attributes["text-anchor"] = anchor;
    this.into.push({ name: "text", attributes, text: legal(words) });
  }

  lines(x, y, lines, size, fill = INK) {
    let at = y;
    for (const line of lines) {
      this.text(x, at, line, size, fill);
      at += size * 1.4;
    }
  }

  group(title, kind, draw) {
    const before = this.into;
    this.into = [{ name: "title", attributes: {}, text: legal(title) }];
    before.push({ name: "g", attributes: { class: kind }, children: this.into });
    draw();
    this.into = before;
  }

  svg() {
    return `<?xml version='1.0' encoding='UTF-8'?>\n${written(this.root, "")}\n`;
  }
}

function written({ name, attributes, children, text }, indent) {
  const open = `${indent}<${name}${Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`).join("")}`;
  if (text !== undefined) return text ? `${open}>${escaped(text)}</${name}>` : `${open}></${name}>`;
  if (!children.length) return `${open}/>`;
  return `${open}>\n${children.map((child) => written(child, `${indent} `)).join("\n")}\n${indent}</${name}>`;
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;");
const attribute = (text) => escaped(text).replaceAll('"', "&quot;").replaceAll("\t", "&#9;").replaceAll("\n", "&#10;");

// without the control characters that XML 1.0 (section 2.2) does not allow
const legal = (text) => [...text].filter((char) => "\t\n\r".includes(char) || !/[\p{Cc}\p{Cs}]/u.test(char)).join("");

function number(value) {
  const fixed = value.toFixed(2).replace(/0+$/, "").replace(/\.$/, "");
  return fixed === "-0" ? "0" : fixed;
}

const NOT_AT_START = new Set("、，。；：？！）〕》”’】%)],.;:!?·…");
const NOT_AT_END = new Set("（〔《“‘【([");
const FULL = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

function em(char) {
  if (char === " ") return 0.25;
  if (FULL.test(char) || "“”‘’…—·†‡".includes(char)) return 1;
  if (".,:;'|!()[]iljtfrI".includes(char)) return 0.4;
  return "MWmw@%".includes(char) ? 0.85 : 0.6;
}

const widthOf = (text, size) => [...text].reduce((sum, char) => sum + em(char), 0) * size;

function wrapped(text, width, size, most = null) {
  let lines = [];
  let current = [];
  for (const piece of pieces(text)) {
    if (current.length && widthOf(current.join("") + piece.trimEnd(), size) > width) {
      let cut = current.length;
      while (cut > 0 && !mayBreak(current[cut - 1], cut < current.length ? current[cut] : piece)) cut -= 1;
      cut = cut || current.length;
      lines.push(current.slice(0, cut).join("").trimEnd());
      current = current.slice(cut);
    }
    current.push(piece);
  }
  if (current.length) lines.push(current.join("").trimEnd());
  if (most !== null && lines.length > most) {
    lines = lines.slice(0, most);
    let last = [...lines.at(-1)];
    while (last.length && widthOf(`${last.join("")}…`, size) > width) last = last.slice(0, -1);
    lines[most - 1] = `${last.join("")}…`;
  }
  return lines;
}

const mayBreak = (before, after) => !NOT_AT_START.has([...after][0]) && !NOT_AT_END.has([...before].at(-1));

function pieces(text) {
  const found = [];
  let run = "";
  for (const char of text.split(/\s+/u).filter(Boolean).join(" ")) {
    if (em(char) === 1) {
      if (run) found.push(run);
      found.push(char);
      run = "";
    } else {
      run += char;
      if (char === " ") {
        found.push(run);
        run = "";
      }
    }
  }
  return run ? [...found, run] : found;
}
