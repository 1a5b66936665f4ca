/** Runs an HTTP suite twice: in-process through `fetch`, and over a real socket. */
import { describe } from "vitest";
import { serve } from "../../runtime/platform/node/server.ts";
import type { Runtime } from "../../runtime/runtime.ts";

export interface Client {
  /** Sends a request to a path of the runtime; redirects are not followed. */
  send(runtime: Runtime, path: string, init?: RequestInit): Promise<Response>;
  /** Stops what was started. */
  close(): Promise<void>;
}

/** Declares `suite` for each way to reach a runtime. */
export function describeMatrix(name: string, suite: (client: Client, isSocket: boolean) => void): void {
  describe(`${name} in-process`, () => suite(inProcess(), false));
  describe(`${name} over a socket`, () => suite(overSockets(), true));
}

function inProcess(): Client {
  const runtimes = new Set<Runtime>();
  return {
    send(runtime, path, init = {}) {
      runtimes.add(runtime);
      return runtime.fetch(new Request(`http://localhost${path}`, init));
    },
    async close() {
      await Promise.all([...runtimes].map((runtime) => runtime.close()));
      runtimes.clear();
    },
  };
}

function overSockets(): Client {
  const servers = new Map<Runtime, Awaited<ReturnType<typeof serve>>>();
  return {
    async send(runtime, path, init = {}) {
      const server = servers.get(runtime) ?? (await serve(runtime, { port: 0, host: "127.0.0.1" }));
      servers.set(runtime, server);
      return fetch(`http://127.0.0.1:${server.port}${path}`, { redirect: "manual", ...init });
    },
    async close() {
      await Promise.all([...servers.values()].map((server) => server.stop()));
      servers.clear();
    },
  };
}

/** A POST of JSON. */
export function post(body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { method: "POST", headers: { "content-type": "application/json", ...headers }, body: text };
}
