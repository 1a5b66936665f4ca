/** A manifest that cannot be served, with every reason at once. @module */
import type { Issue } from "./spec.ts";

export class ManifestError extends Error {
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[], headline: string = "The manifest cannot be served") {
    super(
      [`${headline}:`, ...issues.map(({ path, message }) => `  ${path === "" ? "manifest" : path}: ${message}`)].join(
        "\n",
      ),
    );
    this.name = "ManifestError";
    this.issues = issues;
  }
}
