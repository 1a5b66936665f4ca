/** Whole plans, readable: what becomes of a manifest is in the file beside it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { DEFAULT_CONFIG } from "../../../operator/defaults/operator-config.ts";
import { plan } from "../../../operator/plan/plan.ts";
import { readSeldonDeployment } from "../../../operator/validation/read.ts";
import { readManifest } from "../../../runtime/graph/manifest.ts";
import { parseYaml } from "../../../runtime/platform/node/yaml.ts";
import { configMapOf } from "./planned.ts";

const folder = join(import.meta.dirname, "golden");

describe("plan()", () => {
  it.each(["in-process", "user-images", "original-server", "no-engine"])("plans %s.yaml as it stands", async (name) => {
    const { sdep, issues } = readSeldonDeployment(parseYaml(await readFile(join(folder, `${name}.yaml`), "utf8")));
    expect(issues).toEqual([]);
    const { problems, ...planned } = plan(sdep!, DEFAULT_CONFIG);
    expect(problems).toEqual([]);
    const text = stringify(planned, { lineWidth: 0, aliasDuplicateObjects: false });
    await expect(text).toMatchFileSnapshot(join(folder, `${name}.plan.yaml`));
    // What a runtime is given, a runtime can read.
    for (const { metadata } of planned.objects.filter(({ kind }) => kind === "ConfigMap")) {
      const manifest = JSON.parse(configMapOf(planned.objects, metadata.name)) as unknown;
      expect(readManifest(manifest).issues).toEqual([]);
    }
  });
});
