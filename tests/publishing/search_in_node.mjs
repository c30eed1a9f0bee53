// The search of the site without a browser: `node search_in_node.mjs ASSETS SEARCH` reads a JSON list of {query, chosen, from} and writes what is found.

import { readFileSync } from "node:fs";

const [assets, folder] = process.argv.slice(2);
const { SearchIndex } = await import(`file://${assets}/search/index.js`);
const { matchesIn } = await import(`file://${assets}/search/matches.js`);
const answers = [];
for (const { query, chosen, from } of JSON.parse(readFileSync(0, "utf-8"))) {
  let bytes = 0;
  const index = await SearchIndex.open(async (path) => {
    const content = new Uint8Array(readFileSync(`${folder}/${path}`));
    bytes += content.length;
    return content;
  });
  const answer = await index.search(query, chosen, from ?? 0);
  const found = {};
  for (const [place, kind] of index.about.kinds.entries()) {
    const shown = answer.found[place].slice(0, 5).map(async (each) => {
      if (kind !== "provision") {
        const thing = await index.thing(each);
        return [thing[0], marked(String(thing[1]))];
      }
      const { fragment, words, document } = await index.provision(each);
      return [`${document[0]}#${fragment}`, marked(words)];
    });
    found[kind] = { number: answer.found[place].length, shown: await Promise.all(shown) };
  }
  const counts = Object.fromEntries(Object.entries(answer.counts).map(([facet, of]) => [facet, Object.fromEntries([...of].filter(([, number]) => number))]));
  answers.push({ found, counts, rough: answer.rough, part: answer.part, provisions: answer.found[3], bytes });

  function marked(text) {
    let out = "";
    let end = 0;
    for (const place of matchesIn(text, index.parts, index.readings, index.simplified)) {
      out += `${text.slice(end, place.start)}[${text.slice(place.start, place.end)}]`;
      end = place.end;
    }
    return out + text.slice(end);
  }
}
process.stdout.write(JSON.stringify(answers));
