// Where in a text that was found the words of a query stand.

import { folded, isLatin, syllablesOf, unitsOf } from "./keys.js";

/** The places, {start, end} each, in their order and without overlap. `readings` is names/readings.json, `simplified` a Map. */
export function matchesIn(text, parts, readings = {}, simplified = new Map()) {
  const units = unitsOf(folded(text, simplified));
  const places = parts.flatMap((part) => (part.kind === "units" ? rows(units, part.units) : letters(units, part.letters, readings)));
  return joined(places);
}

function rows(units, wanted) {
  const whole = runs(units, wanted.length, (unit, place) => unit === wanted[place]);
  if (whole.length || wanted.length < 3) return whole;
  // the words stand apart: show their pairs
  return wanted.slice(1).flatMap((unit, place) => runs(units, 2, (each, which) => each === (which ? unit : wanted[place])));
}

function letters(units, wanted, readings) {
  const reads = (unit, syllable) => (readings[syllable] ?? "").includes(unit);
  const found = units.filter(({ unit }) => isLatin(unit) && unit.startsWith(wanted)).map(({ start }) => ({ start, end: start + wanted.length }));
  for (const row of syllablesOf(wanted, new Set(Object.keys(readings)))) {
    found.push(...runs(units, row.length, (unit, place) => reads(unit, row[place])));
  }
  if (found.length || wanted.length < 2) return found;
  const initials = new Map();
  for (const [syllable, characters] of Object.entries(readings)) {
    for (const character of characters) initials.set(character, (initials.get(character) ?? "") + syllable[0]);
  }
  return runs(units, wanted.length, (unit, place) => (initials.get(unit) ?? "").includes(wanted[place]));
}

function runs(units, length, fits) {
  const found = [];
  for (let start = 0; start + length <= units.length; start += 1) {
    let place = 0;
    while (place < length && fits(units[start + place].unit, place)) place += 1;
    if (place === length) found.push({ start: units[start].start, end: units[start + length - 1].end });
  }
  return found;
}

function joined(places) {
  const found = [];
  for (const each of places.sort((one, other) => one.start - other.start || other.end - one.end)) {
    const last = found.at(-1);
    if (last && each.start <= last.end) last.end = Math.max(last.end, each.end);
    else found.push({ ...each });
  }
  return found;
}

/** A long text cut to the part around its first match, and what was cut: {text, offset, before, after}. */
export function around(text, places, most = 160) {
  if (text.length <= most) return { text, offset: 0, before: false, after: false };
  const first = places[0]?.start ?? 0;
  const offset = Math.max(0, Math.min(first - Math.floor(most / 4), text.length - most));
  return { text: text.slice(offset, offset + most), offset, before: offset > 0, after: offset + most < text.length };
}
