/** What a newcomer reads first: `--help` everywhere, and `--version`. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SUBCOMMANDS } from "../../runtime/cli/commands/table.ts";
import { zerohop } from "./zerohop-process.ts";

/** The text with its line breaks taken out again. */
async function help(...command: string[]): Promise<string> {
  const { stdout, code } = await zerohop([...command, "--help"]);
  expect(code).toBe(0);
  return stdout;
}
const flat = (text: string): string => text.replace(/\s+/g, " ");
const names = SUBCOMMANDS.map(({ name }) => name);

describe("zerohop --help", () => {
  it("lists every subcommand of the table once, with first steps and the way to more help", async () => {
    const text = await help();
    const listed = [...text.matchAll(/^ {2}([a-z]+) \[options\]/gm)].map((match) => match[1]);
    expect(listed).toEqual(names);
    expect(new Set(names).size).toBe(names.length);
    expect(text).toContain("zerohop COMMAND --help");
    expect(text).toContain("First steps:");
  });

  it.each(names)("of %s has one example line and no default that says nothing", async (name) => {
    const text = await help(name);
    expect(text.match(/^Example:$/gm)).toHaveLength(1);
    expect(text).toMatch(new RegExp(`^Example:\\n  zerohop ${name} [^\\n]+$`, "m"));
    for (const noise of ["(default: [])", "(default: {})", '(default: "")']) expect(text).not.toContain(noise);
  });

  it("of serve says how long a key must be, and the header that it comes in", async () => {
    const text = flat(await help("serve"));
    expect(text).toContain("keys of at least 16 characters, one a line, that clients send as x-api-key or as bearer");
  });

  it("of compare says what the exit codes mean", async () => {
    const text = await help("compare");
    expect(text).toMatch(/Exit codes:\n {2}0 .*identical.*\n {2}1 .*differs\n {2}2 .*compared/);
  });

  it.each(["predict", "compare"])("of %s says how to reach a guarded server", async (name) => {
    const text = await help(name);
    for (const option of ["--header <header>", "--api-key <key>", "--ca <file>"]) expect(text).toContain(option);
  });
});

describe("zerohop --version", () => {
  it("prints the version of the package", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    for (const flag of ["--version", "-v"])
      expect(await zerohop([flag])).toMatchObject({ stdout: `${version}\n`, code: 0 });
  });
});
