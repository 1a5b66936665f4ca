/** What the documents show works as they show it. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRuntime } from "../../runtime/platform/node/index.ts";
import { encodeMessage } from "../../runtime/codecs/seldon-json/encode.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const documents = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "wasm-models/ABI.md",
  "docs/embedding.md",
  "docs/differences.md",
  "docs/protocols.md",
  "docs/feedback.md",
  "docs/models.md",
  "docs/artifacts.md",
];

/** The code blocks of a language, in order. */
function blocks(document: string, language: string): string[] {
  return [...read(document).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    (match) => match[1]!,
  );
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerohop-docs-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("README.md", () => {
  it("shows a component that works", async () => {
    const source = blocks("README.md", "ts").find((block) => block.startsWith("// Iris.ts"))!;
    writeFileSync(join(folder, "Iris.ts"), source);
    const parameters = [{ name: "threshold", value: "0.7", type: "FLOAT" }];
    const graph = { name: "iris", implementation: "COMPONENT_SERVER", modelUri: "Iris.ts", parameters };
    const runtime = await createRuntime({ name: "p", graph }, { folder });
    const answer = JSON.parse(encodeMessage(await runtime.predict([[5.1], [0.6]])));
    await runtime.close();
    expect(answer).toMatchObject({
      data: { names: ["positive"], ndarray: [[1], [0]] },
      meta: { tags: { model: "iris" } },
    });
  });

  it("names only settings that the sources know", () => {
    const sources = readdirSync(join(root, "runtime"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.name.endsWith(".ts"))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
      .join("\n");
    const settings = [...read("README.md").matchAll(/`zerohop\.(?!io)([a-z-]+)/g)].map((match) => match[1]!);
    expect(settings.length).toBeGreaterThan(8);
    expect(settings.filter((name) => !sources.includes(`"${name}"`))).toEqual([]);
  });
});

describe("the documents", () => {
  it.each(documents)("%s links to files that are there", (document) => {
    const targets = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1]!);
    for (const target of targets) expect(() => readFileSync(join(root, document, "..", target)), target).not.toThrow();
  });

  it("give a reason for every dependency", () => {
    const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
      string,
      Record<string, string>
    >;
    const reasons = read("CONTRIBUTING.md");
    const unexplained = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !reasons.includes(name));
    expect(unexplained).toEqual([]);
  });

  it("name only folders that are there in ARCHITECTURE.md", () => {
    const folders = [
      ...read("ARCHITECTURE.md").matchAll(/`((?:runtime|wasm-models|operator|bench|test)(?:\/[a-z-]+)*)`/g),
    ];
    for (const [, path] of folders) expect(() => readdirSync(join(root, path!)), path).not.toThrow();
  });
});
