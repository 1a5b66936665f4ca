/** What docs/models.md says of files, limits and refusals is what the sources do. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cacheFolder } from "../../runtime/platform/node/models/open-compiler.ts";
import { readManifest } from "../../runtime/graph/manifest.ts";
import { parseYaml } from "../../runtime/platform/node/yaml.ts";
import { TRAINED_SERVERS } from "../../runtime/units/trained/servers.ts";

const docs = join(import.meta.dirname, "../../docs");
const text = readFileSync(join(docs, "models.md"), "utf8");
const section = (title: string): string => text.split(/^## /m).find((part) => part.startsWith(title))!;

/** Rows of the tables that the tests write: the estimator, then a cell for each version. */
const coverage = [...text.matchAll(/<!-- coverage \w+ -->([\s\S]*?)<!-- end/g)]
  .flatMap(([, table]) => table!.trim().split("\n").slice(2))
  .map((line) => line.split("|").slice(1, -1))
  .map(([name, ...cells]) => ({ name: name!.trim(), cells: cells.map((cell) => cell.trim()) }));

describe("docs/models.md", () => {
  it("shows a manifest that is right", () => {
    const [, yaml] = /^```yaml\n([\s\S]*?)^```/m.exec(text)!;
    const { deployment, issues } = readManifest(parseYaml(yaml!));
    expect(issues).toEqual([]);
    expect(deployment!.predictors[0]!.graph.implementation).toBe("SKLEARN_SERVER");
  });

  it.each(Object.entries(TRAINED_SERVERS))("names the files of %s", (name, { files }) => {
    const row = section("Serve")
      .split("\n")
      .find((line) => line.startsWith(`| \`${name}\``))!;
    const shown = [...row.split("|")[2]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
    expect(shown).toEqual(files);
  });

  it("says where the cache is", () => {
    expect(text).toContain("default: `zerohop` in the user's folder for caches");
    expect(cacheFolder({ XDG_CACHE_HOME: "/caches" })).toBe("/caches/zerohop");
    expect(cacheFolder({ ZEROHOP_CACHE: "off" })).toBeUndefined();
  });

  it("has no table without rows", () => {
    expect(coverage.length).toBeGreaterThan(150);
    for (const { name, cells } of coverage)
      expect(
        cells.some((cell) => cell !== ""),
        name,
      ).toBe(true);
  });

  it("names every class that is refused, and none that is not", () => {
    const refused = coverage
      .filter(({ name, cells }) => /^\w+$/.test(name) && cells.every((cell) => cell === "" || cell === "refused"))
      .map(({ name }) => name);
    const line = section("What is refused")
      .split("\n")
      .find((candidate) => candidate.includes("; neighbours by"))!;
    const named = [...line.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
    expect(named.toSorted()).toEqual(refused.filter((name) => name !== "Booster").toSorted());
  });

  it("links to files that are there", () => {
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1]!);
    expect(targets.filter((target) => !existsSync(join(docs, target)))).toEqual([]);
  });
});
