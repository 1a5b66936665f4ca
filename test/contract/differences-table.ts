/** The lists of differences as the tables of docs/differences.md. */
import { DIFFERENCES } from "./differences.ts";
import type { Difference } from "./differences.ts";
import { GRPC_DIFFERENCES } from "./grpc-differences.ts";
import type { GrpcDifference } from "./grpc-differences.ts";
import { GRAPH_DIFFERENCES } from "./orchestrator-differences.ts";
import type { GraphDifference } from "./orchestrator-differences.ts";

/** A table's place in the document. */
const WRITTEN = "written by test/contract, run vitest with UPDATE_DIFFERENCES=1";
const BEGIN = `<!-- wrapper differences: ${WRITTEN} -->`;
const END = "<!-- end of wrapper differences -->";
const GRAPH_BEGIN = `<!-- graph differences: ${WRITTEN} -->`;
const GRAPH_END = "<!-- end of graph differences -->";
const GRPC_BEGIN = `<!-- wrapper differences over gRPC: ${WRITTEN} -->`;
const GRPC_END = "<!-- end of wrapper differences over gRPC -->";

const EMPTY = `# Differences from Seldon Core v1

## Graphs

What \`zerohop serve\` and \`createRuntime\` do otherwise than the orchestrator. The tests that show it are named
beside each entry in test/contract/orchestrator-differences.ts.

${GRAPH_BEGIN}
${GRAPH_END}

## Language wrapper

What \`zerohop microservice\` answers otherwise than \`seldon-core-microservice\` 1.17.1. Every other recorded answer
is the same in status, content type and JSON body: numbers by value, a tftensor by its content, and errors by code,
reason and the first words of the text (\`info\` goes on to say what was expected; the text of a Python exception is
not imitated). An \`Origin\` header is answered with \`CORS_ALLOWED_ORIGINS\`, \`*\` by default, instead of an echo.

${BEGIN}
${END}

### Over gRPC

The services, the messages and their conversion are the same as of \`seldon-core-microservice\` 1.17.1. Errors are not:
there every error is UNKNOWN and those of the wrapper have no text; here bad data is INVALID_ARGUMENT, a component's own
HTTP status becomes the gRPC status that means the same, any other exception is INTERNAL, and all have their words.
There is \`grpc.health.v1.Health\`, and reflection has version 1, too.

${GRPC_BEGIN}
${GRPC_END}
`;

/** The document with its tables renewed; everything around them stays. */
export function renewTable(document: string): string {
  const text = document === "" ? EMPTY : document;
  const graph = table("Seldon's orchestrator", GRAPH_DIFFERENCES, ({ seldon }) => seldon);
  const wrapper = table("Seldon's wrapper", DIFFERENCES, ({ python }) => python);
  const grpc = table("Seldon's wrapper", GRPC_DIFFERENCES, ({ python }) => python);
  const withoutGrpc = between(between(text, GRAPH_BEGIN, GRAPH_END, graph), BEGIN, END, wrapper);
  return between(withoutGrpc, GRPC_BEGIN, GRPC_END, grpc);
}

function between(text: string, begin: string, end: string, content: string): string {
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/differences.md needs the lines ${begin} and ${end}`);
  return `${before}${begin}\n\n${content}\n\n${end}${after}`;
}

type AnyDifference = Difference | GraphDifference | (GrpcDifference & { readonly switch?: undefined });

function table<T extends AnyDifference>(head: string, list: readonly T[], old: (difference: T) => string): string {
  const lines = [`| ${head} | Zerohop | Why | Old behaviour back |`, "|---|---|---|---|"];
  return [...lines, ...list.map((difference) => row(difference, old(difference)))].join("\n");
}

function row({ id, zerohop, why, switch: setting }: AnyDifference, python: string): string {
  const back = setting === undefined ? "–" : `\`${setting.join("=")}\``;
  return `| <a id="${id}"></a>${[python, zerohop, why, back].map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
}
