/** Deployments whose methods a test calls; closed after it. */
import { afterEach } from "vitest";
import type { RpcTable } from "../../runtime/grpc/rpc.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { load } from "../support/manifests.ts";
import type { Loaded, Node } from "../support/manifests.ts";

const opened: Runtime[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((runtime) => runtime.close()));
});

export const MODEL: Node = { name: "model", type: "MODEL" };
/** A key that is long enough. */
export const KEY = "0123456789abcdef";

/** A component that doubles numbers, whatever the shape. */
export const double = {
  predict: (rows: unknown) => twice(rows),
};

function twice(value: unknown): unknown {
  return Array.isArray(value) ? value.map(twice) : Number(value) * 2;
}

export type Served = Loaded & { readonly rpcs: RpcTable };

/** Loads a deployment "toy" and its methods. */
export async function open(...given: Parameters<typeof load>): Promise<Served> {
  const loaded = await load(...given);
  opened.push(loaded.runtime);
  return { ...loaded, rpcs: await loaded.runtime.loadRpcs() };
}
