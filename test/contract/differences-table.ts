/** The lists of differences as the tables of docs/differences.md. */
import { DIFFERENCES } from "./differences.ts";
import { GRPC_DIFFERENCES } from "./grpc-differences.ts";
import { GRAPH_DIFFERENCES } from "./orchestrator-differences.ts";
import { CLIENT_DIFFERENCES } from "./v2-client-differences.ts";
import { V2_DIFFERENCES } from "./v2-differences.ts";
import { V2_GRPC_DIFFERENCES } from "./v2-grpc-differences.ts";
import { WIRE_DIFFERENCES } from "./wire-differences.ts";

/** A difference as a row has it. */
interface Row {
  readonly id: string;
  /** What is there otherwise. */
  readonly other: string;
  readonly zerohop: string;
  readonly why: string;
  readonly switch?: readonly [name: string, value: string] | undefined;
}

interface Table {
  /** Words of the marks around it. */
  readonly name: string;
  /** Head of the first column. */
  readonly head: string;
  readonly rows: readonly Row[];
}

const TABLES: readonly Table[] = [
  {
    name: "graph differences",
    head: "Seldon's orchestrator",
    rows: GRAPH_DIFFERENCES.map(({ seldon: other, ...row }) => ({ ...row, other })),
  },
  {
    name: "wrapper differences",
    head: "Seldon's wrapper",
    rows: DIFFERENCES.map(({ python: other, ...row }) => ({ ...row, other })),
  },
  {
    name: "wrapper differences over gRPC",
    head: "Seldon's wrapper",
    rows: GRPC_DIFFERENCES.map(({ python: other, ...row }) => ({ ...row, other })),
  },
  ...(
    [
      ["wrapper differences in HTTP/2", "Seldon's wrapper (grpcio)", WIRE_DIFFERENCES],
      ["V2 differences over REST", "MLServer, KServe", V2_DIFFERENCES],
      ["V2 differences over gRPC", "MLServer, KServe", V2_GRPC_DIFFERENCES],
      ["V2 differences for clients", "Recorded server", CLIENT_DIFFERENCES],
    ] as const
  ).map(([name, head, list]) => ({
    name,
    head,
    rows: list.map(({ published: other, ...row }) => ({ ...row, other })),
  })),
];

const WRITTEN = "written by test/contract, run vitest with UPDATE_DIFFERENCES=1";

/** Where a table stands. */
function place(name: string): string {
  return `${beginOf(name)}\n${endOf(name)}`;
}

function beginOf(name: string): string {
  return `<!-- ${name}: ${WRITTEN} -->`;
}

function endOf(name: string): string {
  return `<!-- end of ${name} -->`;
}

const EMPTY = `# Differences from Seldon Core v1

## Graphs

What \`zerohop serve\` and \`createRuntime\` do otherwise than the orchestrator. The tests that show it are named
beside each entry in test/contract/orchestrator-differences.ts.

${place("graph differences")}

## Language wrapper

What \`zerohop microservice\` answers otherwise than \`seldon-core-microservice\` 1.17.1. Every other recorded answer
is the same in status, content type and JSON body: numbers by value, a tftensor by its content, and errors by code,
reason and the first words of the text (\`info\` goes on to say what was expected; the text of a Python exception is
not imitated). An \`Origin\` header is answered with \`CORS_ALLOWED_ORIGINS\`, \`*\` by default, instead of an echo.

${place("wrapper differences")}

### Over gRPC

The services, the messages and their conversion are the same as of \`seldon-core-microservice\` 1.17.1. Errors are not:
there every error is UNKNOWN and those of the wrapper have no text; here bad data is INVALID_ARGUMENT, a component's own
HTTP status becomes the gRPC status that means the same, any other exception is INTERNAL, and all have their words.
There is \`grpc.health.v1.Health\`, and reflection has version 1, too.

${place("wrapper differences over gRPC")}

### In HTTP/2

${place("wrapper differences in HTTP/2")}

## Open Inference (V2)

Where the V2 paths and \`inference.GRPCInferenceService\` answer otherwise than MLServer 1.7.1 and KServe 0.21.0, which
often differ from each other. Every other recorded answer is the same: status and JSON, tensors by datatype, shape and
value. For all holds: data in JSON is flat, refusals have words of their own, and what those servers fail on is refused.

### Over REST

${place("V2 differences over REST")}

### Over gRPC

${place("V2 differences over gRPC")}

### What clients read

tritonclient 2.73.0 and KServe's clients read of our answers what they read of those of a server made after Triton's
protocol documents, except:

${place("V2 differences for clients")}
`;

/** The document with its tables renewed; everything around them stays. */
export function renewTables(document: string): string {
  const text = document === "" ? EMPTY : document;
  return TABLES.reduce((renewed, { name, head, rows }) => between(renewed, name, table(head, rows)), text);
}

function between(text: string, name: string, content: string): string {
  const [before, rest] = text.split(beginOf(name));
  const after = rest?.split(endOf(name))[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/differences.md needs the lines ${place(name)}`);
  return `${before}${beginOf(name)}\n\n${content}\n\n${endOf(name)}${after}`;
}

function table(head: string, rows: readonly Row[]): string {
  return [`| ${head} | Zerohop | Why | Old behaviour back |`, "|---|---|---|---|", ...rows.map(row)].join("\n");
}

function row({ id, other, zerohop, why, switch: setting }: Row): string {
  const back = setting === undefined ? "none" : `\`${setting.join("=")}\``;
  return `| <a id="${id}"></a>${[other, zerohop, why, back].map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
}
