// Queries filled in as the query page does: `node filling_in_node.mjs ASSETS` reads a JSON list of {query, values}, writes the texts, or the error.

import { readFileSync } from "node:fs";

const { filled } = await import(`file://${process.argv[2]}/query/filling.js`);
const texts = JSON.parse(readFileSync(0, "utf-8")).map(({ query, values }) => {
  try {
    return filled(query, values);
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
});
process.stdout.write(JSON.stringify(texts));
