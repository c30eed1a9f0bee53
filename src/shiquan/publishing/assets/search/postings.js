// Lists of numbers as shiquan/publishing/searching/postings.py writes them, and what is done with lists that rise.

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.place = 0;
  }

  number() {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.place];
      this.place += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  }

  text(length) {
    this.place += length;
    return new TextDecoder().decode(this.bytes.subarray(this.place - length, this.place));
  }
}

/** Which of a number of shards has the keys of a unit (FNV-1a). */
export function shardOf(unit, number) {
  let code = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(unit)) code = Math.imul(code ^ byte, 0x01000193) >>> 0;
  return code % number;
}

/**
 * The keys of a shard: a Map from key to {records, long, list}: how many records have it, whether its list stands in the shards of the volumes,
 * else a function that gives its list, which begins at a number.
 */
export function readShard(bytes) {
  const reader = new Reader(bytes);
  const heads = Array.from({ length: reader.number() }, () => ({ key: reader.text(reader.number()), records: reader.number(), length: reader.number() }));
  let place = reader.place;
  return new Map(
    heads.map(({ key, records, length }) => {
      const part = bytes.subarray(place, (place += length));
      return [key, { records, long: length === 0, list: (from = 0) => readList(part, records, from) }];
    }),
  );
}

function readList(bytes, records, from) {
  const reader = new Reader(bytes);
  const list = new Uint32Array(records);
  let end = from;
  let filled = 0;
  while (filled < records) {
    const head = reader.number();
    const start = end + Math.floor(head / 2);
    const length = head % 2 ? reader.number() + 2 : 1;
    for (let each = 0; each < length; each += 1) list[filled++] = start + each;
    end = start + length;
  }
  return list;
}

/** Numbers one after the other. */
export function readCounts(bytes) {
  const reader = new Reader(bytes);
  const counts = [];
  while (reader.place < bytes.length) counts.push(reader.number());
  return counts;
}

export const NONE = new Uint32Array(0);

export function both(one, other) {
  const found = new Uint32Array(Math.min(one.length, other.length));
  let filled = 0;
  for (let a = 0, b = 0; a < one.length && b < other.length; ) {
    if (one[a] === other[b]) {
      found[filled++] = one[a];
      a += 1;
      b += 1;
    } else if (one[a] < other[b]) a += 1;
    else b += 1;
  }
  return found.subarray(0, filled);
}

export function either(one, other) {
  if (!one.length) return other;
  if (!other.length) return one;
  const found = new Uint32Array(one.length + other.length);
  let filled = 0;
  let a = 0;
  let b = 0;
  while (a < one.length || b < other.length) {
    const next = b >= other.length || (a < one.length && one[a] <= other[b]) ? one[a] : other[b];
    if (one[a] === next) a += 1;
    if (other[b] === next) b += 1;
    found[filled++] = next;
  }
  return found.subarray(0, filled);
}

/** The numbers of a list from one number on and below another. */
export function within(list, from, to) {
  const place = (number) => {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] < number) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return list.subarray(place(from), place(to));
}

/** Lists one after the other. */
export function joined(lists) {
  const found = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let filled = 0;
  for (const list of lists) {
    found.set(list, filled);
    filled += list.length;
  }
  return found;
}

/** The numbers of the first list that are not in the second. */
export function without(list, others) {
  let place = 0;
  return list.filter((each) => {
    while (place < others.length && others[place] < each) place += 1;
    return others[place] !== each;
  });
}
