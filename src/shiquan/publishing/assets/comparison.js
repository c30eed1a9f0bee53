// The comparison of places, made in the browser from what each place's plans say (flow/<code>/<domain>.json).
// The rules are those of shiquan.comparison.matrix; a test runs both on the same places and compares what they give, byte by byte.

export const TIERS = ["central", "province", "prefecture", "county", "township"];

const COLUMNS = [
  "concept", "concept_zh", "area_of_work", "area_code", "area", "tier", "number", "status",
  "power_manner", "power_tiers", "power_modes", "expenditure_manner", "expenditure_tiers", "expenditure_modes",
  "shares", "support", "excludes", "conditions", "agreement", "odd_one_out", "sections", "quotes",
];

// A place of which no plan is known has no file: it is compared with nothing to say.
export const withoutPlan = (code, name, tier) => ({
  place: {
    code, name, tier, status: "no_plan", plans: [], rule_for_unlisted: false, without_concept: 0,
    note: { zh: `没有${name}的划分方案可查`, en: `no division plan of ${name} is known` },
  },
  says: [],
});

// vocabulary: compare/data/<domain>/vocabulary.json; places: one file for each place, in the order in which they are shown
export function compare(vocabulary, places, basis = "absolute") {
  const lines = concepts(vocabulary, places).map((concept) => line(concept, places, basis));
  return { domain: vocabulary, places: places.map((one) => one.place), lines, basis };
}

function concepts(vocabulary, places) {
  const order = new Map();
  for (const place of places) for (const said of place.says) if (!order.has(said.concept)) order.set(said.concept, order.size);
  const shown = vocabulary.concepts.filter((one) => order.has(one.iri));
  const firstOfArea = new Map();
  for (const one of shown) {
    const before = firstOfArea.get(one.area_zh) ?? Infinity;
    firstOfArea.set(one.area_zh, Math.min(before, order.get(one.iri)));
  }
  return shown.sort(
    (a, b) => firstOfArea.get(a.area_zh) - firstOfArea.get(b.area_zh) || order.get(a.iri) - order.get(b.iri),
  );
}

function line(concept, places, basis) {
  const cells = places.map((one) => {
    const said = one.says.find((each) => each.concept === concept.iri);
    if (said) return { status: "stated", said };
    return { status: one.place.status === "held" ? "silent" : one.place.status, said: null };
  });
  const stated = [];
  places.forEach((one, index) => {
    const said = cells[index].said;
    if (said) stated.push({ code: one.place.code, arrangement: basis === "relative" ? seenFrom(said, one.place.tier) : said });
  });
  return { concept, cells, agreement: agreement(stated), oddOnes: oddOnes(stated) };
}

function seenFrom(said, ownTier) {
  const own = TIERS.indexOf(ownTier);
  const relative = (tier) => {
    const steps = TIERS.indexOf(tier) - own;
    if (steps === 0) return "own";
    return (steps > 0 ? "below" : "above") + (Math.abs(steps) > 1 ? Math.abs(steps) : "");
  };
  const moved = (part) => ({ manner: part.manner, tiers: part.tiers.map(relative) });
  return {
    power: moved(said.power),
    expenditure: moved(said.expenditure),
    shares: said.shares.map(([tier, percent]) => [relative(tier), percent]),
  };
}

const tiersOf = (one) => JSON.stringify([one.power.tiers, one.expenditure.tiers]);
const keyOf = (one) =>
  JSON.stringify([one.power.manner, one.power.tiers, one.expenditure.manner, one.expenditure.tiers, one.shares]);

function agreement(stated) {
  if (stated.length < 2) return stated.length ? "single" : "none";
  if (new Set(stated.map((one) => keyOf(one.arrangement))).size === 1) return "agree";
  return new Set(stated.map((one) => tiersOf(one.arrangement))).size === 1 ? "same_tiers" : "differ";
}

function oddOnes(stated) {
  if (stated.length < 3) return [];
  const counted = new Map();
  for (const one of stated) counted.set(keyOf(one.arrangement), (counted.get(keyOf(one.arrangement)) ?? 0) + 1);
  const [key, count] = [...counted].reduce((most, one) => (one[1] > most[1] ? one : most));
  if (2 * count <= stated.length) return [];
  return stated.filter((one) => keyOf(one.arrangement) !== key).map((one) => one.code);
}

// How many lines there are of each kind of agreement, in the order in which they are told.
export function agreements(comparison) {
  return ["agree", "same_tiers", "differ", "single", "none"].map((kind) => [
    kind, comparison.lines.filter((one) => one.agreement === kind).length,
  ]);
}

export const numbers = (place) => place.plans.map((plan) => plan.called).join("|");

// The comparison as CSV (RFC 4180), the same as `shiquan compare --format csv` gives.
export function csv(comparison) {
  const rows = [COLUMNS];
  for (const one of comparison.lines) {
    comparison.places.forEach((place, index) => {
      const { status, said } = one.cells[index];
      rows.push([
        one.concept.notation, one.concept.zh, one.concept.area_zh,
        place.code, place.name, place.tier, numbers(place), status,
        ...(said ? arrangement(said) : Array(9).fill("")),
        said ? said.conditions.join("|") : "",
        one.agreement, one.oddOnes.includes(place.code) ? "true" : "false",
        joined(said, "section"), joined(said, "quote"),
      ]);
    });
  }
  return rows.map((row) => row.map(field).join(",") + "\r\n").join("");
}

const joined = (said, what) => [...new Set((said?.statements ?? []).map((one) => one[what]).filter(Boolean))].join("|");

function arrangement(said) {
  const part = (one) => [one.manner, one.tiers.join(" "), one.modes.join(" ")];
  const pairs = (some) => some.map(([one, other]) => `${one}:${other}`).join(" ");
  return [...part(said.power), ...part(said.expenditure), pairs(said.shares), pairs(said.support), said.excluded.join(" ")];
}

const field = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

// A per cent without needless zeros: 62.5, 60.
export const plainPercent = (percent) => (percent.includes(".") ? percent.replace(/\.?0+$/, "") : percent);
