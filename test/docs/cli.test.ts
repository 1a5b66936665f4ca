/** The command lines that README.md and the documents show exist, and what README.md says of its component holds. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SUBCOMMANDS } from "../../runtime/cli/commands/table.ts";
import { createRuntime } from "../../runtime/platform/node/index.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const documents = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** The lines of shell blocks that run zerohop, in whatever way. */
const lines = documents.flatMap((document) =>
  [...read(document).matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .flatMap((match) => match[1]!.split("\n"))
    .flatMap((line) => /^(?:zerohop|npm start --) (.+)$/.exec(line)?.[1] ?? [])
    .map((line) => line.replace(/ +#.*$/, "")),
);

describe("command lines in the documents", () => {
  it("are found", () => expect(lines.length).toBeGreaterThan(6));

  it.each(lines)("exist: %s", (line) => {
    const [name, ...words] = line.split(/[\s[\]=]+/);
    const subcommand = SUBCOMMANDS.find((known) => known.name === name);
    expect(subcommand, `no subcommand ${name}`).toBeDefined();
    const command = new Command(name);
    subcommand!.declare(command);
    const options = words.filter((word) => word.startsWith("--"));
    const known = command.options.map(({ long }) => long);
    expect(options.filter((option) => !known.includes(option))).toEqual([]);
  });

  it("name every subcommand somewhere in README.md", () => {
    const shown = new Set([...read("README.md").matchAll(/zerohop ([a-z]+)/g)].map((match) => match[1]));
    expect(SUBCOMMANDS.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });
});

describe("README.md", () => {
  let folder: string;
  let runtime: Awaited<ReturnType<typeof createRuntime>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "zerohop-docs-cli-"));
    writeFileSync(join(folder, "Iris.ts"), /^```ts\n(\/\/ Iris\.ts[\s\S]*?)^```/m.exec(read("README.md"))![1]!);
    const graph = { name: "iris", implementation: "COMPONENT_SERVER", modelUri: "Iris.ts" };
    runtime = await createRuntime({ name: "p", graph }, { folder });
  });
  afterAll(async () => {
    await runtime.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("quotes what its component says to what it cannot judge", async () => {
    const told = /`(Unit "iris": [^`]*)`/.exec(read("README.md"))![1]!;
    const body = JSON.stringify({ data: { ndarray: [[null]] } });
    const headers = { "content-type": "application/json" };
    const asked = new Request("http://x/api/v1.0/predictions", { method: "POST", headers, body });
    const response = await runtime.fetch(asked);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ status: { info: told } });
  });

  it("names paths of documentation that are there", async () => {
    const sentence = /The graph's own API documentation is at (.*?)\. \[docs/.exec(read("README.md"))![1]!;
    const paths = [...sentence.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
    expect(paths).toHaveLength(5);
    for (const path of paths) expect((await runtime.fetch(new Request(`http://x${path}`))).status, path).toBe(200);
  });
});
