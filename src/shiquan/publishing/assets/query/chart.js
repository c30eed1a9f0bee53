// A picture of an answer: bars of its last column of numbers, named by its columns of words.

const NUMERIC = /#(?:integer|decimal|double|float|int|long|nonNegativeInteger)$/u;
const MOST = 60;
const NAMED_BY = 3;
const LABEL = 80; // halves of a Chinese character
const [WIDTH, NAMES, BAR] = [980, 520, 380];
const ID = /^https:\/\/w3id\.org\/shiquan\/id\//u;
const SVG = "http://www.w3.org/2000/svg";

/** What is drawn: {label, value} of each row, and the names of the columns; null where no column has numbers. */
export function barsOf(columns, rows) {
  const number = (cell) => (NUMERIC.test(cell.datatype ?? "") || /^-?\d+(?:\.\d+)?$/u.test(cell.value)) && Number.isFinite(Number(cell.value));
  const given = columns.filter((column) => rows.some((row) => row[column] !== undefined));
  const numbers = given.filter((column) => rows.every((row) => row[column] === undefined || number(row[column])));
  const value = numbers.at(-1);
  if (value === undefined) return null;
  const words = given.filter((column) => !numbers.includes(column));
  const labels = (words.length ? words : given.filter((column) => column !== value)).slice(0, NAMED_BY);
  const bars = rows
    .filter((row) => row[value] !== undefined)
    .map((row) => ({ label: labels.flatMap((column) => (row[column] ? [row[column].value.replace(ID, "")] : [])).join(" · "), value: Number(row[value].value) }));
  return { labels, value, bars: bars.slice(0, MOST), all: bars.length };
}

/** A label as far as there is room: letters are half as wide as Chinese characters. */
function shortened(label) {
  const widths = [...label].map((letter) => (letter.codePointAt(0) < 0x2e80 ? 1 : 2));
  if (widths.reduce((sum, width) => sum + width, 0) <= LABEL) return label;
  let room = LABEL - 2;
  const kept = [...label].filter((_, place) => (room -= widths[place]) >= 0);
  return `${kept.join("")}…`;
}

function element(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The bars as an SVG element; every bar has its label and its number written beside it. */
export function drawn({ labels, value, bars, all }, title) {
  const height = 22;
  const most = Math.max(...bars.map((bar) => Math.abs(bar.value)), Number.MIN_VALUE);
  const told = `${labels.join(" · ")} → ${value}${bars.length < all ? ` (${bars.length} / ${all})` : ""}`;
  const tall = bars.length * height + 30;
  const picture = element("svg", { xmlns: SVG, viewBox: `0 0 ${WIDTH} ${tall}`, width: WIDTH, height: tall, role: "img", class: "chart", "font-family": "sans-serif", "font-size": 12 });
  picture.append(element("title", {}, title), element("desc", {}, told), element("text", { x: 0, y: 16, class: "head" }, told));
  bars.forEach((bar, place) => {
    const y = 26 + place * height;
    const width = Math.max(1, (Math.abs(bar.value) / most) * BAR);
    picture.append(
      element(
        "g",
        {},
        element("title", {}, `${bar.label}: ${bar.value}`),
        element("text", { x: NAMES, y: y + 14, "text-anchor": "end" }, shortened(bar.label)),
        element("rect", { x: NAMES + 8, y: y + 2, width, height: height - 6, fill: "#0072B2" }),
        element("text", { x: NAMES + 14 + width, y: y + 14 }, String(bar.value)),
      ),
    );
  });
  return picture;
}
