// A picture of an answer: bars of its last column of numbers, named by its first column of words. Shown among the results as a plugin of YASR.

const NUMERIC = /#(?:integer|decimal|double|float|int|long|nonNegativeInteger)$/u;
const MOST = 60;
const SVG = "http://www.w3.org/2000/svg";

/** What is drawn: {label, value} of each row, and the names of the two columns; null where no column has numbers. */
export function barsOf(columns, bindings) {
  const number = (cell) => cell !== undefined && (NUMERIC.test(cell.datatype ?? "") || /^-?\d+(?:\.\d+)?$/u.test(cell.value)) && Number.isFinite(Number(cell.value));
  const filledIn = (column) => bindings.some((row) => row[column] !== undefined);
  const numbers = columns.filter((column) => filledIn(column) && bindings.every((row) => row[column] === undefined || number(row[column])));
  const values = numbers.at(-1);
  if (values === undefined) return null;
  const words = columns.filter((column) => column !== values && filledIn(column) && !numbers.includes(column));
  const labels = words[0] ?? columns.find((column) => column !== values);
  const bars = bindings.filter((row) => row[values] !== undefined).map((row, place) => ({ label: labels ? (row[labels]?.value ?? "") : String(place + 1), value: Number(row[values].value) }));
  return { labels: labels ?? "", values, bars: bars.slice(0, MOST), all: bars.length };
}

function element(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

/** The bars as an SVG element; every bar has its label and its number written beside it. */
export function drawn({ labels, values, bars, all }, title) {
  const height = 22;
  const most = Math.max(...bars.map((bar) => Math.abs(bar.value)), 1);
  const picture = element("svg", { viewBox: `0 0 760 ${bars.length * height + 30}`, width: 760, role: "img", class: "chart" });
  picture.append(element("title", {}, title), element("desc", {}, `${values} / ${labels}: ${bars.length} / ${all}`));
  picture.append(element("text", { x: 0, y: 16, "font-weight": 600 }, `${labels} → ${values}`));
  bars.forEach((bar, place) => {
    const y = 26 + place * height;
    const label = bar.label.replace(/^https:\/\/w3id\.org\/shiquan\/id\//u, "");
    const width = (Math.abs(bar.value) / most) * 420;
    const group = element("g", {});
    group.append(
      element("title", {}, `${bar.label}: ${bar.value}`),
      element("text", { x: 250, y: y + 14, "text-anchor": "end" }, label.length > 19 ? `${label.slice(0, 18)}…` : label),
      element("rect", { x: 258, y: y + 2, width: Math.max(1, width), height: height - 6, fill: "#0072B2" }),
      element("text", { x: 264 + width, y: y + 14 }, String(bar.value)),
    );
    picture.append(group);
  });
  return picture;
}

/** The plugin's class; `say` gives words in the language of the page. */
export function chartPlugin(say) {
  return class Chart {
    constructor(yasr) {
      this.yasr = yasr;
      this.priority = 3;
      this.label = say("图", "Chart");
      this.hideFromSelection = false;
    }

    _bars() {
      const results = this.yasr.results;
      const bindings = results?.getBindings?.();
      return bindings?.length ? barsOf(results.getVariables(), bindings) : null;
    }

    canHandleResults() {
      return this._bars() !== null;
    }

    draw() {
      const bars = this._bars();
      const picture = drawn(bars, say("结果的条形图", "Bars of the answer"));
      const save = Object.assign(document.createElement("a"), {
        textContent: say("下载 SVG", "Download as SVG"),
        download: "chart.svg",
        href: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(picture))}`,
      });
      this.yasr.resultsEl.replaceChildren(picture, save);
    }

    getIcon() {
      const icon = document.createElement("span");
      icon.textContent = "▤";
      return icon;
    }
  };
}
