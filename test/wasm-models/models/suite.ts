/** Every fixture of a library through the whole compiler: its answers, what is refused, and the coverage. */
import { beforeAll, describe, expect, test } from "vitest";
import { LinkedKernels } from "../../../wasm-models/backends/wasm/linked.ts";
import { compileModel } from "../../../wasm-models/compile/compile.ts";
import { Coverage } from "./coverage.ts";
import { compareWithTruth } from "./parity.ts";
import { LEFT_OUT, NOT_COMPARED, UNSUPPORTED } from "./unsupported.ts";
import type { Unsupported } from "./unsupported.ts";
import { fileOf, truths, versions } from "./truth.ts";
import type { Truth } from "./truth.ts";

/** @param title such as "scikit-learn" */
export function compareLibrary(library: Unsupported["library"], title: string): void {
  const all = versions(library).map((version) => [version, truths(library, version)] as const);
  const refusals = UNSUPPORTED.filter((row) => row.library === library);
  const coverage = new Coverage(
    library,
    all.map(([version]) => version),
  );
  const used = new Set<Unsupported>();
  const notCompared: Record<string, number> = {};
  let ran = 0;

  describe.each(all)(`${title} %s`, (_, fixtures) => {
    let kernels: LinkedKernels;
    beforeAll(async () => {
      kernels = await LinkedKernels.load();
    });

    test.each(fixtures.map((truth) => [truth.name, truth] as const))("%s", async (__, truth) => {
      ran++;
      const refusal = refusals.find((row) => applies(row, truth));
      if (refusal !== undefined) {
        used.add(refusal);
        await expect(compileModel(fileOf(truth, truth.files[0]!.file))).rejects.toThrow(refusal.message);
        coverage.refused(truth);
        return;
      }
      const leftOut = LEFT_OUT.filter((row) => row.library === library && leavesOut(row, truth));
      for (const { file } of truth.files) {
        const compiled = await compileModel(fileOf(truth, file));
        const rows = leftOut.flatMap((row) => row.rows);
        const { compared, accepted, differences, ...parity } = compareWithTruth(compiled, truth, kernels, rows);
        expect(differences.slice(0, 3)).toEqual([]);
        expect(compared.length).toBeGreaterThan(0);
        expect(accepted.slice(0, 3)).toEqual([]);
        for (const name of parity.notCompared) notCompared[name] = (notCompared[name] ?? 0) + 1;
        coverage.reached(truth, compiled.model.facts.estimator, parity.largest);
      }
    });
  });

  // What all fixtures say together; nothing when only some of them ran.
  describe(`${title}, all versions`, () => {
    const count = all.reduce((sum, [, fixtures]) => sum + fixtures.length, 0);

    test("refuse nothing else than what unsupported.ts lists, and all of that", ({ skip }) => {
      skip(ran < count);
      expect(refusals.filter((row) => !used.has(row))).toEqual([]);
    });

    test("compare all outputs but those that are known", ({ skip }) => {
      skip(ran < count);
      expect(notCompared).toEqual(NOT_COMPARED[library]);
    });

    test("stand in the table of docs/models.md (UPDATE_COVERAGE=1 writes it)", ({ skip }) => {
      skip(ran < count);
      coverage.check();
    });
  });
}

function applies({ names, versions: only }: Unsupported, { name, version }: Truth): boolean {
  return names.test(name) && only?.test(version) !== false;
}

function leavesOut(row: (typeof LEFT_OUT)[number], { name, version }: Truth): boolean {
  return row.name.test(name) && row.version.test(version);
}
