/** Label and field selectors as query parameters carry them. @module */
import type { KubeObject } from "../../../../operator/kube/object.ts";

export function matches(object: KubeObject, query: URLSearchParams): boolean {
  const labels = object.metadata.labels ?? {};
  const label = (query.get("labelSelector") ?? "").split(",").filter((term) => term !== "");
  const field = (query.get("fieldSelector") ?? "").split(",").filter((term) => term !== "");
  return (
    label.every((term) => {
      if (term.startsWith("!")) return labels[term.slice(1)] === undefined;
      const [name, value] = term.split("=", 2) as [string, string?];
      return value === undefined ? labels[name] !== undefined : labels[name] === value;
    }) && field.every((term) => term === `metadata.name=${object.metadata.name}`)
  );
}
