/** A host and unit specs for tests of WASM units. @module */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { RuntimeHost } from "../../../runtime/host.ts";
import { tensorMessage } from "../../../runtime/message/message.ts";
import type { Message } from "../../../runtime/message/message.ts";
import type { UnitSpec } from "../../../runtime/units/factory.ts";
import type { Unit, UnitContext } from "../../../runtime/units/unit.ts";
import { createWasmUnit } from "../../../runtime/units/wasm/unit.ts";

const ROOT = new URL("../../../", import.meta.url);

/** Absolute path of a file in the repository. */
export function pathOf(file: string): string {
  return fileURLToPath(new URL(file, ROOT));
}

/** Bytes of a test guest. */
export async function fixture(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(pathOf(`test/fixtures/wasm/${name}.wasm`)));
}

export interface LogLine {
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

export interface TestHost extends RuntimeHost {
  readonly lines: LogLine[];
}

/** A host over real files; `changes` replace its parts. */
export function createTestHost(changes: Partial<RuntimeHost> = {}): TestHost {
  const lines: LogLine[] = [];
  return {
    now: () => performance.now(),
    random: () => 0.5,
    uuid: () => "00000000-0000-4000-8000-000000000000",
    env: { COLOUR: "blue", SECRET: "red" },
    logger: { log: (_level, message, fields) => void lines.push({ message, fields }) },
    compileModule: (bytes) => WebAssembly.compile(bytes),
    files: {
      resolve: (uri) => pathOf(uri.replace("file://", "")),
      read: async (path) => new Uint8Array(await readFile(path)),
      list: (path) => readdir(path).then((names) => names.toSorted(), ignoreFiles),
    },
    lines,
    ...changes,
  } as TestHost;
}

function ignoreFiles(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOTDIR") throw error;
}

/** The spec of a unit named "guest" with `zerohop.*` and user parameters as strings. */
export function specFor(modelUri: string, parameters: Readonly<Record<string, string>> = {}): UnitSpec {
  const list = Object.entries(parameters).map(([name, value]) => ({ name, value, type: "STRING" }));
  const implementation = "WASM_SERVER";
  return { name: "guest", implementation, modelUri, parameters: list, childCount: 2, image: undefined };
}

/** A live unit around a test guest. */
export async function fixtureUnit(
  name: string,
  parameters: Readonly<Record<string, string>> = {},
  host: RuntimeHost = createTestHost(),
): Promise<Unit> {
  return createWasmUnit(specFor(`test/fixtures/wasm/${name}.wasm`, parameters), host);
}

/** A request without deadline. */
export const CONTEXT: UnitContext = {
  puid: "p",
  signal: new AbortController().signal,
  deadlineMs: Infinity,
  header: () => undefined,
  headers: () => ({}),
};

/** One FP64 row. */
export function row(...values: number[]): Message {
  return tensorMessage([{ name: "x", datatype: "FP64", shape: [1, values.length], data: Float64Array.from(values) }]);
}
