/** RFC 6902 as far as tests need it. @module */
import type { JsonPatchStep } from "../../../../operator/kube/client.ts";
import { isSameJson } from "../../../../operator/reconcile/same-json.ts";
import { Refusal } from "./store.ts";

export function patched<T>(object: T, steps: readonly JsonPatchStep[]): T {
  const copy = structuredClone(object) as any;
  for (const { op, path, value } of steps) {
    const parts = path
      .split("/")
      .slice(1)
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = parts.pop()!;
    const holder = parts.reduce((node, part) => node?.[part], copy);
    if (op === "test") {
      if (!isSameJson(holder?.[last], value)) throw new Refusal(422, "Invalid", `testing path ${path} failed`);
    } else if (holder === undefined) throw new Refusal(422, "Invalid", `${path} does not exist`);
    else if (op === "remove") delete holder[last];
    else if (Array.isArray(holder) && op === "add")
      holder.splice(last === "-" ? holder.length : Number(last), 0, value);
    else holder[last] = value;
  }
  return copy as T;
}
