// The search index, read from its files (shiquan/publishing/searching/index_files.py tells what they are). Runs in browsers and in Node.

import { initialKeysOf, isLatin, keysOf, partsOf, shardUnit, syllablesOf } from "./keys.js";
import { NONE, both, either, readCounts, readShard, shardOf, without } from "./postings.js";

/** A query may be a pasted sentence: so many of its keys are looked up at most, those with digits first, of the others some at even distances. */
const MOST_KEYS = 6;
const FACETS = ["kind", "tier", "domain", "province"];
const PROVISION = 3;

export class SearchIndex {
  /** `load(path)` gives the bytes of a file below `search/`, as a promise of a Uint8Array. */
  static async open(load) {
    const about = JSON.parse(new TextDecoder().decode(await load("names/index.json")));
    return new SearchIndex(load, about);
  }

  constructor(load, about) {
    this.about = about;
    this.simplified = new Map();
    this._load = load;
    this._files = new Map();
    // the facets of each run of things, and where it ends
    this._runs = about.runs;
    let end = 0;
    this._ends = about.runs.map((run) => (end += run[4]));
    this._firstDocument = about.things - about.documents;
  }

  /** The values of a facet: [code, Chinese, English] each; of kinds, the code only. */
  values(facet) {
    return facet === "kind" ? this.about.kinds.map((kind) => [kind]) : this.about[`${facet}s`];
  }

  /**
   * Look for a query. `chosen` has the code of a value for some of the facets. The answer: `counts`, a Map from code to number for each facet
   * (counted with what is chosen of the other facets), and `found`, for each kind the numbers found, the best first; `rough` tells that not all
   * pairs of a long query were looked up, so that some of what is found may not have it word for word.
   */
  async search(query, chosen = {}) {
    let answer = await this._search(partsOf(query, this.simplified), chosen);
    if (!answer.any && /[㐀-鿿]/u.test(query) && !this.simplified.size) {
      await this._learnSimplified();
      answer = await this._search(partsOf(query, this.simplified), chosen);
    }
    return answer;
  }

  async _search(parts, chosen) {
    this.parts = parts;
    this.rough = false;
    this.readings = parts.some((part) => part.kind === "letters") ? await this._json("names/readings.json") : {};
    if (!parts.length) return this._narrowed({ best: [], rest: NONE }, NONE, [], chosen);
    const named = await this._named(parts);
    const onlyUnits = parts.every((part) => part.kind === "units");
    const words = onlyUnits ? await this._all("provisions", parts.map((part) => part.units)) : NONE;
    const counts = words.length ? readCounts(await this._bytes("provisions/counts.bin")) : [];
    return this._narrowed(named, words, counts, chosen);
  }

  // ---------------------------------------------------------------- looking up

  async _named(parts) {
    let all = null;
    for (const part of parts) {
      const found = part.kind === "units" ? await this._row("names", part.units) : await this._letters(part.letters);
      all = all === null ? found : both(all, found);
    }
    const beginning = parts.length ? await this._beginnings(parts[0]) : NONE;
    const last = parts.at(-1);
    const ending = parts.length === 1 && last.kind === "units" ? await this._list("names", `${last.units.at(-1)}|$`) : NONE;
    const first = both(all, beginning);
    const exact = both(first, ending);
    return { best: [exact, without(first, exact)], rest: without(all, first) };
  }

  async _all(space, rows) {
    let all = null;
    for (const row of rows) {
      const found = await this._row(space, row);
      all = all === null ? found : both(all, found);
      if (!all.length) break;
    }
    return all ?? NONE;
  }

  /** Where units stand one after the other. */
  async _row(space, units) {
    if (units.length === 1) return this._under(space, `${units[0]}|`);
    let keys = [...new Set(keysOf(units))];
    if (keys.length > MOST_KEYS) {
      this.rough = true;
      const digits = keys.filter((key) => /[0-9]/u.test(key)).slice(0, MOST_KEYS / 2);
      const others = keys.filter((key) => !digits.includes(key));
      const wanted = MOST_KEYS - digits.length;
      keys = [...digits, ...Array.from({ length: wanted }, (_, place) => others[Math.floor((place * others.length) / wanted)])];
    }
    const lists = await Promise.all(keys.map((key) => this._list(space, key)));
    lists.sort((one, other) => one.length - other.length);
    return lists.reduce(both);
  }

  /** A Latin word that begins so, or pinyin, or initials. */
  async _letters(letters) {
    let found = await this._under("names", letters);
    for (const row of this._ways(letters)) found = either(found, await this._row("names", row));
    if (letters.length > 1) {
      const lists = await Promise.all(initialKeysOf(letters).map((key) => this._list("names", key)));
      found = either(found, lists.reduce(both));
    }
    return found;
  }

  async _beginnings(part) {
    if (part.kind === "units") return this._list("names", `^|${part.units[0]}`);
    let found = NONE;
    if (part.letters.length > 1) {
      found = await this._under("names", `^|${part.letters}`);
      for (const row of this._ways(part.letters)) found = either(found, await this._list("names", `^|${row[0]}`));
      found = either(found, await this._list("names", `^~${part.letters.slice(0, 3)}`));
    }
    return found;
  }

  _ways(letters) {
    const syllables = new Set(Object.keys(this.readings));
    return syllablesOf(letters, syllables).map((row) => row.map((syllable) => `'${syllable}`));
  }

  /** The things of all keys that begin so. */
  async _under(space, beginning) {
    if (isLatin(beginning[0]) && beginning.length < 2) return NONE;
    let found = NONE;
    for (const [key, list] of await this._shard(space, beginning)) if (key.startsWith(beginning)) found = either(found, list());
    return found;
  }

  async _list(space, key) {
    return (await this._shard(space, key)).get(key)?.() ?? NONE;
  }

  async _shard(space, key) {
    const number = shardOf(shardUnit(key), this.about.shards[space]);
    return this._once(`${space}/keys-${number}.bin`, async (path) => readShard(await this._load(path)));
  }

  // ---------------------------------------------------------------- narrowing down

  /** The facets of a thing as places in the lists of values. */
  facetsOf(number) {
    let low = 0;
    let high = this._ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this._ends[middle] > number) high = middle;
      else low = middle + 1;
    }
    return this._runs[low];
  }

  _narrowed(named, words, counts, chosen) {
    const wanted = FACETS.map((facet) => (chosen[facet] ? this.values(facet).findIndex((value) => value[0] === chosen[facet]) : null));
    const tally = FACETS.map((facet) => new Array(this.values(facet).length).fill(0));
    const found = this.about.kinds.map(() => []);
    let any = false;
    const look = (kind, facets, entry) => {
      any = true;
      const has = [kind, facets[1], facets[2], facets[3]];
      const missed = wanted.map((value, place) => value !== null && value !== has[place]);
      const misses = missed.filter(Boolean).length;
      has.forEach((value, place) => {
        if (value >= 0 && (misses === 0 || (misses === 1 && missed[place]))) tally[place][value] += 1;
      });
      if (misses === 0) found[kind].push(entry);
    };
    for (const list of [...named.best, named.rest]) {
      for (const number of list) {
        const facets = this.facetsOf(number);
        look(facets[0], facets, number);
      }
    }
    let document = 0;
    let start = 0;
    for (const number of words) {
      while (number >= start + counts[document]) {
        start += counts[document];
        document += 1;
      }
      look(PROVISION, this.facetsOf(this._firstDocument + document), { document, place: number - start });
    }
    return {
      any,
      rough: this.rough,
      found,
      counts: Object.fromEntries(FACETS.map((facet, place) => [facet, new Map(this.values(facet).map((value, row) => [value[0], tally[place][row]]))])),
    };
  }

  // ---------------------------------------------------------------- what is shown

  /** What is shown of a thing: see `shown` of shiquan/publishing/searching/named_things.py. */
  async thing(number) {
    const at = this.about.shown_at_once;
    const file = await this._json(`names/shown-${Math.floor(number / at)}.json`);
    return file[number % at];
  }

  /** What is shown of a provision: {fragment, section, words, document}, the last as `thing` gives it. */
  async provision({ document, place }) {
    const folder = Math.floor(document / this.about.documents_at_once);
    const [file, of] = await Promise.all([this._json(`provisions/${folder}/${document}.json`), this.thing(this._firstDocument + document)]);
    const [fragment, section, words] = file[place];
    return { fragment, section, words, document: of };
  }

  // ---------------------------------------------------------------- files

  async _learnSimplified() {
    const pairs = [...(await this._json("names/simplified.json"))];
    for (let place = 0; place < pairs.length; place += 2) this.simplified.set(pairs[place], pairs[place + 1]);
  }

  _json(path) {
    return this._once(path, async () => JSON.parse(new TextDecoder().decode(await this._load(path))));
  }

  _bytes(path) {
    return this._once(path, this._load);
  }

  _once(path, make) {
    if (!this._files.has(path)) this._files.set(path, make(path));
    return this._files.get(path);
  }
}
