import { beforeAll, describe, expect, test } from "vitest";
import { LinkedKernels } from "../../../wasm-models/backends/wasm/linked.ts";
import { importSklearn } from "../../../wasm-models/importers/sklearn/import.ts";
import type { ImportedModel } from "../../../wasm-models/ir/program.ts";
import { openField, readModelPickle } from "../../../wasm-models/readers/pickle/index.ts";
import { compareWithTruth, refusedRows } from "./parity.ts";
import { UNSUPPORTED } from "./unsupported.ts";
import { fileOf, truths, versions } from "./truth.ts";

async function load(bytes: Uint8Array<ArrayBuffer>): Promise<ImportedModel> {
  const file = await readModelPickle(bytes);
  return importSklearn(openField(file.root));
}

describe.each(versions("sklearn"))("scikit-learn %s", (version) => {
  let kernels: LinkedKernels;
  beforeAll(async () => {
    kernels = await LinkedKernels.load();
  });

  test.each(truths("sklearn", version).map((truth) => [truth.name, truth] as const))("%s", async (name, truth) => {
    const reason = UNSUPPORTED.find(({ names }) => names.test(name));
    if (reason !== undefined) {
      await expect(load(fileOf(truth, truth.files[0]!.file))).rejects.toThrow(reason.message);
      return;
    }
    for (const { file } of truth.files) {
      const { program } = await load(fileOf(truth, file));
      const { compared, differences } = compareWithTruth(program, truth, kernels);
      expect(differences.slice(0, 3)).toEqual([]);
      expect(compared.length).toBeGreaterThan(0);
      expect(refusedRows(program, truth).accepted.slice(0, 3)).toEqual([]);
    }
  });
});
