import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPromise } from "../../runtime/eventually.ts";
import { textMessage } from "../../runtime/message/message.ts";
import type { Message } from "../../runtime/message/message.ts";
import { createComponentUnit } from "../../runtime/units/component/unit.ts";
import type { Unit, UnitMetadata } from "../../runtime/units/unit.ts";
import { load } from "../support/manifests.ts";
import { randomComponent, randomGraph, reference } from "../support/random-graph.ts";
import type { Expected, RandomGraph } from "../support/random-graph.ts";
import { serveUnit } from "../support/unit-server.ts";

const METADATA: UnitMetadata = { name: "", versions: [], platform: "", inputs: [], outputs: [], custom: {} };

function seen(answer: Message): Expected {
  const { data, meta } = answer;
  return {
    text: data.kind === "text" ? data.text : data.kind,
    tags: meta.tags,
    metrics: meta.metrics.map(({ key }) => key),
    routing: meta.routing,
    requestPath: Object.keys(meta.requestPath).toSorted(),
  };
}

function unitsOf({ behaviours }: RandomGraph): Record<string, object> {
  return Object.fromEntries(Object.entries(behaviours).map(([name, how]) => [name, randomComponent(name, how)]));
}

describe("a compiled plan", () => {
  test("answers as the recursive reference does, for random graphs", async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph, async (random) => {
        const { runtime } = await load(random.graph, unitsOf(random));
        const answer = runtime.plane.predict(textMessage(""));
        const waits = Object.values(random.behaviours).some((how) => how.waits);
        if (!waits) expect(isPromise(answer)).toBe(false);
        expect(seen(await answer)).toEqual(reference(random));
        expect(runtime.plane.generation.running).toBe(0);
        await runtime.close();
      }),
      { numRuns: 500 },
    );
  });

  test("answers the same with its units behind sockets", async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph, async (random) => {
        const { runtime } = await load(random.graph, unitsOf(random));
        const inProcess = await runtime.plane.predict(textMessage(""));
        const servers = await Promise.all(
          Object.entries(unitsOf(random)).map(async ([name, component]) => {
            const unit: Unit = createComponentUnit(component, { name, identity: name, metadata: () => METADATA });
            return [name, await serveUnit(name, unit)] as const;
          }),
        );
        try {
          const remote = await load(random.graph, Object.fromEntries(servers.map(([name, { url }]) => [name, url])));
          const overSockets = await remote.runtime.plane.predict(textMessage(""));
          expect(seen(overSockets)).toEqual(seen(inProcess));
          expect(overSockets.names).toEqual(inProcess.names);
          await Promise.all([runtime.close(), remote.runtime.close()]);
        } finally {
          await Promise.all(servers.map(([, server]) => server.close()));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("answers the same numbers with its units behind sockets", async () => {
    const rows = fc.integer({ min: 1, max: 4 }).chain((width) => {
      const row = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), {
        minLength: width,
        maxLength: width,
      });
      return fc.array(row, { minLength: 1, maxLength: 3 });
    });
    const scale = (factor: number) => ({
      predict: (X: number[][]) => X.map((row) => row.map((value) => value * factor)),
    });
    const components = { a: scale(0.1), b: scale(3) };
    const graph = { name: "c", implementation: "AVERAGE_COMBINER", children: [{ name: "a" }, { name: "b" }] };
    const servers = await Promise.all(
      Object.entries(components).map(([name, component]) =>
        serveUnit(name, createComponentUnit(component, { name, identity: name, metadata: () => METADATA })),
      ),
    );
    const { runtime } = await load(graph, components);
    const remote = await load(graph, { a: servers[0]!.url, b: servers[1]!.url });
    await fc.assert(
      fc.asyncProperty(rows, async (X) => {
        const [near, far] = [await runtime.predict(X), await remote.runtime.predict(X)];
        expect(far.data).toEqual(near.data);
        expect(far.encoding).toBe(near.encoding);
      }),
      { numRuns: 50 },
    );
    await Promise.all([runtime.close(), remote.runtime.close(), ...servers.map((server) => server.close())]);
  });
});
