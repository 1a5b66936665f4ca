/** Servers and clients of a test, ended after it. */
import { onTestFinished } from "vitest";
import type { ChannelCredentials, ClientOptions } from "@grpc/grpc-js";
import { createWrapper } from "../../runtime/wrapper/wrapper.ts";
import { serve } from "../../runtime/platform/node/server.ts";
import type { NodeServer, ServeOptions } from "../../runtime/platform/node/server.ts";
import type { Unit } from "../../runtime/units/unit.ts";
import type { RuntimeOptions } from "../../runtime/runtime.ts";
import type { UnitBinding } from "../../runtime/deployment/bind.ts";
import { createTestHost } from "../support/host.ts";
import { load } from "../support/manifests.ts";
import type { Node } from "../support/manifests.ts";
import { GrpcJsClient } from "./grpc-js-client.ts";

/** Calls `end` after the test that is running, before what was told earlier: clients leave before servers do. */
export function atEnd(end: () => unknown): void {
  onTestFinished(async () => {
    await end();
  });
}

export interface ServedOptions {
  readonly serve?: Partial<ServeOptions>;
  readonly runtime?: RuntimeOptions & { readonly annotations?: Readonly<Record<string, string>> };
}

/** A model that doubles numbers. */
export const double = { predict: (rows: unknown) => twice(rows) };

function twice(value: unknown): unknown {
  return Array.isArray(value) ? value.map(twice) : Number(value) * 2;
}

/** Serves a graph on a free port. */
export async function serveGraph(
  units: Readonly<Record<string, UnitBinding>> = { model: double },
  options: ServedOptions = {},
  graph: Node = { name: "model", type: "MODEL" },
): Promise<NodeServer> {
  const { runtime } = await load(graph, units, options.runtime);
  const server = await serve(runtime, { port: 0, host: "127.0.0.1", gracefulMs: 200, ...options.serve });
  atEnd(() => server.stop());
  return server;
}

/** Serves a unit as a microservice. */
export async function serveUnit(unit: Unit, env: Readonly<Record<string, string>> = {}): Promise<NodeServer> {
  const service = createWrapper(unit, createTestHost({ env }));
  const server = await serve(service, { port: 0, host: "127.0.0.1", gracefulMs: 200 });
  atEnd(() => server.stop());
  return server;
}

export function connect(port: number, credentials?: ChannelCredentials, options?: ClientOptions): GrpcJsClient {
  const client = new GrpcJsClient(port, credentials, options);
  atEnd(() => client.close());
  return client;
}
