// The search index, read from its files (shiquan/publishing/searching/index_files.py tells what they are). Runs in browsers and in Node.

import { initialKeysOf, isLatin, keysOf, partsOf, shardUnit, syllablesOf } from "./keys.js";
import { NONE, both, either, joined, readCounts, readShard, shardOf, within, without } from "./postings.js";

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
    this._loaded = 0;
    // the facets of each run of things, where it ends, and where its provisions do
    this._runs = about.runs;
    this._ends = endsOf(about.runs.map((run) => run[4]));
    this._provisionEnds = endsOf(about.runs.map((run) => run[5]));
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
   *
   * Where very many provisions have the words, only part of them are looked through, from the volume `from` on. Then `part` is {from, next, looked, most}: the volume that it
   * begins with, the one to go on with (null: this was the last part), in how many volumes of how many it was looked, and how many provisions there are at most in all. Else it is null.
   */
  async search(query, chosen = {}, from = 0) {
    let answer = await this._search(partsOf(query, this.simplified), chosen, from);
    if (!answer.any && /[㐀-鿿]/u.test(query) && !this.simplified.size) {
      await this._learnSimplified();
      answer = await this._search(partsOf(query, this.simplified), chosen, from);
    }
    return answer;
  }

  async _search(parts, chosen, from) {
    this.parts = parts;
    this.rough = false;
    this.readings = parts.some((part) => part.kind === "letters") ? await this._json("names/readings.json") : {};
    if (!parts.length) return this._narrowed({ best: [], rest: NONE }, NONE, null, chosen);
    const named = await this._named(parts);
    const onlyUnits = parts.every((part) => part.kind === "units");
    const { words, part } = onlyUnits ? await this._provisions(parts.map((each) => each.units), chosen, from) : { words: NONE, part: null };
    return this._narrowed(named, words, part, chosen);
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

  /** Where units stand one after the other, in names. */
  async _row(space, units) {
    if (units.length === 1) return this._under(space, `${units[0]}|`);
    const lists = await Promise.all(this._keysOf(units).map((key) => this._list(space, key)));
    lists.sort((one, other) => one.length - other.length);
    return lists.reduce(both);
  }

  _keysOf(units) {
    const keys = [...new Set(keysOf(units))];
    if (keys.length <= MOST_KEYS) return keys;
    this.rough = true;
    const digits = keys.filter((key) => /[0-9]/u.test(key)).slice(0, MOST_KEYS / 2);
    const others = keys.filter((key) => !digits.includes(key));
    const wanted = MOST_KEYS - digits.length;
    return [...digits, ...Array.from({ length: wanted }, (_, place) => others[Math.floor((place * others.length) / wanted)])];
  }

  /** Provisions that have all rows of units: {words, part}, see `search`. */
  async _provisions(rows, chosen, from) {
    const space = "provisions";
    // all of these have to be there; of the keys of one of them, which is one but for a single unit, any
    const needed = [];
    for (const row of rows) {
      if (row.length === 1) needed.push([...(await this._shard(space, `${row[0]}|`))].filter(([key]) => key.startsWith(`${row[0]}|`)));
      else for (const key of this._keysOf(row)) needed.push([...(await this._shard(space, key))].filter(([each]) => each === key));
    }
    if (needed.some((keys) => !keys.length)) return { words: NONE, part: null };
    const isLong = (keys) => keys.some(([, entry]) => entry.long);
    const short = needed.filter((keys) => !isLong(keys)).map((keys) => keys.map(([, entry]) => entry.list()).reduce(either));
    const candidates = short.length ? short.reduce(both) : null;
    const long = needed.filter(isLong);
    if (!long.length) return { words: candidates, part: null };
    const most = Math.min(candidates?.length ?? Infinity, ...long.map((keys) => keys.reduce((sum, [, entry]) => sum + entry.records, 0)));
    const size = this.about.volume;
    const there = (volume) => candidates === null || within(candidates, volume * size, (volume + 1) * size).length > 0;
    const wanted = this._volumesOf(chosen);
    const volumes = Array.from({ length: Math.ceil(this.about.provisions / size) }, (_, volume) => volume).filter(there);
    const later = volumes.filter((volume) => volume >= from);
    // those of the chosen facets first: of the others only the counts are shown
    const order = [...later.filter(wanted), ...later.filter((volume) => !wanted(volume))];
    const before = this._loaded;
    const visited = new Map();
    for (const volume of order) {
      if (this._loaded - before > this.about.most_bytes) break;
      visited.set(volume, await this._inVolume(space, volume, candidates, long));
    }
    const words = joined([...visited.keys()].sort((one, other) => one - other).map((volume) => visited.get(volume)));
    if (visited.size === volumes.length) return { words, part: null };
    const next = later.find((volume) => wanted(volume) && !visited.has(volume)) ?? null;
    return { words, part: { from, next, looked: visited.size, volumes: volumes.length, most } };
  }

  async _inVolume(space, volume, candidates, long) {
    const from = volume * this.about.volume;
    const to = from + this.about.volume;
    let found = candidates === null ? null : within(candidates, from, to);
    for (const keys of long) {
      const lists = await Promise.all(keys.map(([key, entry]) => (entry.long ? this._part(space, key, volume) : within(entry.list(), from, to))));
      const list = lists.reduce(either);
      found = found === null ? list : both(found, list);
    }
    return found;
  }

  /** Whether a volume has provisions of documents with the chosen facets. */
  _volumesOf(chosen) {
    if (!FACETS.some((facet) => facet !== "kind" && chosen[facet])) return () => true;
    const wanted = this._wanted(chosen);
    const size = this.about.volume;
    const volumes = new Set();
    let end = 0;
    for (const run of this._runs) {
      if (run[5] && wanted.every((value, place) => place === 0 || value === null || value === run[place]))
        for (let volume = Math.floor(end / size); volume * size < end + run[5]; volume += 1) volumes.add(volume);
      end += run[5];
    }
    return (volume) => volumes.has(volume);
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
    for (const [key, entry] of await this._shard(space, beginning)) if (key.startsWith(beginning)) found = either(found, await this._whole(space, key, entry));
    return found;
  }

  async _list(space, key) {
    const entry = (await this._shard(space, key)).get(key);
    return entry ? this._whole(space, key, entry) : NONE;
  }

  /** A list of names, whichever its length: names are few beside provisions. */
  async _whole(space, key, entry) {
    if (!entry.long) return entry.list();
    const volumes = Array.from({ length: Math.ceil(this.about.things / this.about.volume) }, (_, volume) => volume);
    return joined(await Promise.all(volumes.map((volume) => this._part(space, key, volume))));
  }

  async _part(space, key, volume) {
    const number = shardOf(shardUnit(key), this.about.long[space]);
    const shard = await this._once(`${space}/long-${volume}-${number}.bin`, async (path) => readShard(await this._bytesAt(path)));
    return shard.get(key)?.list(volume * this.about.volume) ?? NONE;
  }

  async _shard(space, key) {
    const number = shardOf(shardUnit(key), this.about.shards[space]);
    return this._once(`${space}/keys-${number}.bin`, async (path) => readShard(await this._bytesAt(path)));
  }

  // ---------------------------------------------------------------- narrowing down

  /** The facets of a thing as places in the lists of values. */
  facetsOf(number) {
    return this._runs[firstAbove(this._ends, number)];
  }

  /** The places of the chosen facets in the lists of values; null for what is not chosen. */
  _wanted(chosen) {
    return FACETS.map((facet) => (chosen[facet] ? this.values(facet).findIndex((value) => value[0] === chosen[facet]) : null));
  }

  _narrowed(named, words, part, chosen) {
    const wanted = this._wanted(chosen);
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
    for (const number of words) look(PROVISION, this._runs[firstAbove(this._provisionEnds, number)], number);
    return {
      any: any || part !== null,
      part,
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
  async provision(number) {
    const { documents_at_once: documents, provisions_at_once: at } = this.about;
    const [part, inPart] = found(await this._counts("provisions/counts.bin"), number);
    const [document, inDocument] = found(await this._counts(`provisions/${part}/counts.bin`), inPart);
    const whole = part * documents + document;
    const [file, of] = await Promise.all([this._json(`provisions/${part}/${whole}-${Math.floor(inDocument / at)}.json`), this.thing(this._firstDocument + whole)]);
    const [fragment, section, words] = file[inDocument % at];
    return { fragment, section, words, document: of };
  }

  // ---------------------------------------------------------------- files

  async _learnSimplified() {
    const pairs = [...(await this._json("names/simplified.json"))];
    for (let place = 0; place < pairs.length; place += 2) this.simplified.set(pairs[place], pairs[place + 1]);
  }

  _json(path) {
    return this._once(path, async () => JSON.parse(new TextDecoder().decode(await this._bytesAt(path))));
  }

  /** Where each of some numbers of things ends, which a file counts. */
  _counts(path) {
    return this._once(path, async () => endsOf(readCounts(await this._bytesAt(path))));
  }

  async _bytesAt(path) {
    const bytes = await this._load(path);
    this._loaded += bytes.length;
    return bytes;
  }

  _once(path, make) {
    if (!this._files.has(path)) this._files.set(path, make(path));
    return this._files.get(path);
  }
}

const endsOf = (lengths) => {
  let end = 0;
  return lengths.map((length) => (end += length));
};

/** The place of the first of some numbers, which rise, that is greater than a number. */
function firstAbove(ends, number) {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle] > number) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** In which of some stretches a number is, and where in it. */
function found(ends, number) {
  const place = firstAbove(ends, number);
  return [place, number - (place ? ends[place - 1] : 0)];
}
