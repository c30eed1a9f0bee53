// Keys of a query, as shiquan/publishing/searching/keys.py makes those of the texts: see there.

const UNIT = /[㐀-鿿]|[0-9]+|[a-z]+/g;

/** Characters as they are matched: narrow, in small letters, simplified as far as `simplified` (a Map) tells. The length stays. */
export function folded(text, simplified = new Map()) {
  let out = "";
  for (const character of text) {
    const code = character.codePointAt(0);
    const narrow = code >= 0xff01 && code <= 0xff5e ? String.fromCodePoint(code - 0xfee0) : character;
    const small = narrow.toLowerCase();
    out += simplified.get(character) ?? (small.length === narrow.length ? small : narrow);
  }
  return out;
}

/** The units of a folded text, each with its place: {unit, start, end}. */
export function unitsOf(text) {
  return [...text.matchAll(UNIT)].map((match) => ({ unit: match[0], start: match.index, end: match.index + match[0].length }));
}

export const isLatin = (unit) => unit >= "a" && unit < "{";
export const isDigits = (unit) => unit >= "0" && unit < ":";

/**
 * What a query asks for: each of its parts has to be found. {kind: "units", units} is a row of characters and digits, {kind: "letters",
 * letters} the beginning of a Latin word, pinyin or initials.
 */
export function partsOf(query, simplified) {
  const parts = [];
  for (const term of folded(query, simplified).replaceAll("ü", "v").split(/\s+/u)) {
    let row = [];
    const units = unitsOf(term).map((each) => each.unit);
    units.forEach((unit, place) => {
      if (isLatin(unit)) {
        if (row.length) parts.push({ kind: "units", units: row });
        row = [];
        parts.push({ kind: "letters", letters: unit });
      } else if (!(unit === "年" && isDigits(units[place - 1] ?? "") && isDigits(units[place + 1] ?? ""))) {
        // 〔2024〕39号 is also said as 2024年39号
        row.push(unit);
      }
    });
    if (row.length) parts.push({ kind: "units", units: row });
  }
  return parts;
}

/** All ways in which letters are a row of syllables. */
export function syllablesOf(letters, syllables, most = 12) {
  const ways = [];
  const go = (from, row) => {
    if (ways.length >= most) return;
    if (from === letters.length) {
      ways.push(row);
      return;
    }
    for (let length = Math.min(6, letters.length - from); length > 0; length -= 1) {
      const syllable = letters.slice(from, from + length);
      if (syllables.has(syllable)) go(from + length, [...row, syllable]);
    }
  };
  go(0, []);
  return ways;
}

/** The keys of a row of units, syllables among them being written with their apostrophe. */
export function keysOf(units) {
  return units.slice(1).map((unit, place) => `${units[place]}|${unit}`);
}

/** The keys of initials: two letters, or each three that stand together. */
export function initialKeysOf(letters) {
  if (letters.length < 3) return [`~${letters}`];
  return Array.from({ length: letters.length - 2 }, (_, start) => `~${letters.slice(start, start + 3)}`);
}

/** What decides in which shard a key stands. */
export function shardUnit(key) {
  if (key.includes("~")) return key.replace(/^\^/u, "").slice(0, 3);
  const [one, other] = key.split("|");
  const unit = one === "^" ? other : one;
  return isLatin(unit[0]) ? unit.slice(0, 2) : unit;
}
