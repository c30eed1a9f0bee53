// A query with places for the values of its parameters (shiquan/publishing/querying/templates.py) and how values come into them.

const XSD = "http://www.w3.org/2001/XMLSchema#";
const ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f" };
const FORMS = {
  iri: /^[A-Za-z][A-Za-z0-9+.-]*:[^\u0000-\u0020<>"{}|\\^`]*$/u,
  date: /^-?\d{4,}-\d\d-\d\d$/u,
  integer: /^[+-]?\d+$/u,
  decimal: /^[+-]?\d*\.?\d+$/u,
  boolean: /^(?:true|false)$/u,
};

/** A value as a term of SPARQL 1.1 (section 19.8); throws a RangeError with the name of the type where it is none of it. */
export function term(value, type) {
  if (type === "string") return `"${value.replaceAll(/["\\\n\r\t\b\f]/gu, (character) => ESCAPES[character])}"`;
  if (!FORMS[type]?.test(value)) throw new RangeError(type);
  return type === "iri" ? `<${value}>` : `"${value}"^^<${XSD}${type}>`;
}

/** The query with values for some of its parameters: the blocks of the others are taken away. */
export function filled(query, values) {
  let { text } = query;
  for (const { name, variable, type } of query.parameters) {
    const place = ` VALUES ( ?${variable} ) { ( "@@${name}@@" ) } `;
    const value = (values[name] ?? "").trim();
    const block = value ? ` VALUES ( ?${variable} ) { ( ${term(value, type)} ) } ` : "";
    text = text.split(place).join(block);
  }
  return text;
}
