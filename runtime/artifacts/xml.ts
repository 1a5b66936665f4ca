/** As much XML as the answers of S3, STS and Azure have: elements with text, no attributes that matter. @module */

/**
 * The inner text of every element `name`, in order, as it is written. Elements of the same name must
 * not nest.
 */
export function elementsOf(xml: string, name: string): string[] {
  const found: string[] = [];
  const close = `</${name}>`;
  let at = 0;
  for (;;) {
    const open = openingOf(xml, name, at);
    if (open === undefined) return found;
    if (open.isEmpty) {
      found.push("");
      at = open.end;
      continue;
    }
    const end = xml.indexOf(close, open.end);
    if (end < 0) return found;
    found.push(xml.slice(open.end, end));
    at = end + close.length;
  }
}

/** The text of the first element `name`; undefined when there is none. */
export function textOf(xml: string, name: string): string | undefined {
  const inner = elementsOf(xml, name)[0];
  return inner === undefined ? undefined : decodeEntities(inner.trim());
}

function openingOf(xml: string, name: string, from: number): { end: number; isEmpty: boolean } | undefined {
  let at = from;
  for (;;) {
    const start = xml.indexOf(`<${name}`, at);
    if (start < 0) return undefined;
    const next = xml[start + name.length + 1];
    at = start + name.length + 1;
    if (next !== ">" && next !== "/" && next !== " ") continue;
    const end = xml.indexOf(">", at);
    if (end < 0) return undefined;
    return { end: end + 1, isEmpty: xml[end - 1] === "/" };
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]{2,4});/gi, (whole, entity: string) => {
    if (!entity.startsWith("#")) return ENTITIES[entity.toLowerCase()] ?? whole;
    const isHex = entity[1] === "x" || entity[1] === "X";
    const code = isHex ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
