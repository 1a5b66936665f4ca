/** The list of differences as the table of docs/differences.md. */
import { DIFFERENCES } from "./differences.ts";
import type { Difference } from "./differences.ts";

const BEGIN = "<!-- wrapper differences: written by test/contract, run vitest with UPDATE_DIFFERENCES=1 -->";
const END = "<!-- end of wrapper differences -->";

const EMPTY = `# Differences from Seldon Core v1

## Language wrapper

What \`zerohop microservice\` answers otherwise than \`seldon-core-microservice\` 1.17.1. Every other recorded answer
is the same in status, content type and JSON body: numbers by value, a tftensor by its content, and errors by code,
reason and the first words of the text (\`info\` goes on to say what was expected; the text of a Python exception is
not imitated). An \`Origin\` header is answered with \`CORS_ALLOWED_ORIGINS\`, \`*\` by default, instead of an echo.

${BEGIN}
${END}
`;

/** The document with its table renewed; everything around the table stays. */
export function renewTable(document: string): string {
  const text = document === "" ? EMPTY : document;
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/differences.md needs the lines ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n\n${table()}\n\n${END}${after}`;
}

function table(): string {
  const head = ["| Seldon's wrapper | Zerohop | Why | Old behaviour back |", "|---|---|---|---|"];
  return [...head, ...DIFFERENCES.map(row)].join("\n");
}

function row({ id, python, zerohop, why, switch: setting }: Difference): string {
  const back = setting === undefined ? "–" : `\`${setting.join("=")}\``;
  return `| <a id="${id}"></a>${[python, zerohop, why, back].map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
}
