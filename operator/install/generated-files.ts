/** The committed files that are made of the code here, by their path from the repository's root. @module */
import { customResourceDefinition } from "../crd/definition.ts";
import { manifestsText } from "./manifests.ts";
import { HOME_RULES, NAMESPACE_RULES, OPTIONAL_RULES, WORK_RULES } from "./permissions.ts";

const HEAD = "# Made by `node operator/install/generate.mjs`; do not edit.\n";

/** Text by path. The chart reads both; its templates put them where they belong. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const permissions = {
    work: WORK_RULES,
    optional: OPTIONAL_RULES,
    namespaces: NAMESPACE_RULES,
    home: HOME_RULES,
  };
  return new Map([
    ["operator/install/chart/files/seldondeployments.yaml", HEAD + manifestsText([customResourceDefinition()])],
    ["operator/install/chart/files/permissions.yaml", HEAD + manifestsText([permissions])],
  ]);
}
