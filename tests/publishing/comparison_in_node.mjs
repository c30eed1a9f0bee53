// Runs the browser's comparison under node. Standard input: {scripts, root, domain, codes: [[code, …], …]} with the folders of the scripts and of
// the site; output: a CSV and an SVG for each list of places, by basis.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const { scripts, root, domain, codes } = JSON.parse(await readFile("/dev/stdin", "utf-8"));
const { compare, csv } = await import(join(scripts, "comparison.mjs"));
const { picture } = await import(join(scripts, "comparison_picture.mjs"));
const get = async (path) => JSON.parse(await readFile(join(root, path), "utf-8"));
const [vocabulary, words] = [await get(`compare/data/${domain}/vocabulary.json`), await get("compare/data/words.json")];
const answers = [];
for (const some of codes) {
  const places = await Promise.all(some.map((code) => get(`flow/${code}/${domain}.json`)));
  for (const basis of ["absolute", "relative"]) {
    const found = compare(vocabulary, places, basis);
    answers.push([csv(found), picture(found, words)]);
  }
}
process.stdout.write(JSON.stringify(answers));
