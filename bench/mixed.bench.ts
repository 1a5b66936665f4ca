/**
 * Whether slow inference holds up fast requests and health probes of the same server. README.md
 * says how to read it.
 * @module
 */
import { join } from "node:path";
import { chainAnswer, ROWS } from "./graphs.ts";
import { alternate, medianOf } from "./harness.ts";
import type { Bench } from "./harness.ts";
import { predictionOf, runLoad } from "./load-order.ts";
import type { LoadResult, Shot } from "./load-order.ts";
import { withPeers } from "./processes.ts";

export const mixed: Bench = {
  name: "mixed",
  summary: "99th percentile of fast requests and health probes while a slow ONNX model runs in the same server",
  run: ({ quick, root, progress }) =>
    withPeers(async (start) => {
      const manifest = mixedManifest(join(root, "test/fixtures/onnx/slow.onnx"));
      const { port } = await start("peers/zerohop", { manifest, components: ["bySpeed", "shift"] });
      const light = await start("load");
      const heavy = await start("load");
      const fast = (durationMs: number) => ({ port, shots: FAST, connections: 4, durationMs, thinkMs: 2 });
      const health = (durationMs: number) => ({ port, shots: HEALTH, connections: 1, durationMs, thinkMs: 5 });
      const slow = (durationMs: number) => ({ port, shots: SLOW, connections: 2, durationMs });
      const lightly = async (durationMs: number): Promise<Measured> => {
        const [fastResult, healthResult] = await Promise.all([
          runLoad(light, fast(durationMs)),
          runLoad(light, health(durationMs)),
        ]);
        return { fast: fastResult, health: healthResult, slow: undefined };
      };
      const durationMs = quick ? 1500 : 5000;
      const sides = {
        alone: () => lightly(durationMs),
        mixed: async () => {
          const slowly = runLoad(heavy, slow(durationMs));
          const result = await lightly(durationMs);
          return { ...result, slow: await slowly };
        },
      };
      progress("mixed: warming up");
      await lightly(quick ? 300 : 2000);
      await runLoad(heavy, slow(1));
      const rounds = quick ? 1 : 5;
      const { alone, mixed } = await alternate(rounds, sides, (round) => {
        progress(`mixed: round ${round + 1} of ${rounds}`);
      });
      return [
        {
          key: "fastP99Ms",
          value: medianOf(mixed, p99Of("fast")),
          text: "ms, 99th percentile of fast requests beside slow ones",
        },
        { key: "aloneP99Ms", value: medianOf(alone, p99Of("fast")), text: "ms, the same without slow ones" },
        {
          key: "healthP99Ms",
          value: medianOf(mixed, p99Of("health")),
          text: "ms, 99th percentile of GET /live beside slow ones",
        },
        { key: "aloneHealthP99Ms", value: medianOf(alone, p99Of("health")), text: "ms, the same without slow ones" },
        {
          key: "slowP50Ms",
          value: medianOf(mixed, ({ slow }) => slow!.p50Ms),
          text: "ms, median of the slow requests",
        },
      ];
    }),
};

interface Measured {
  readonly fast: LoadResult;
  readonly health: LoadResult;
  readonly slow: LoadResult | undefined;
}

function p99Of(kind: "fast" | "health"): (result: Measured) => number {
  return (result) => result[kind].p99Ms;
}

const FAST: readonly Shot[] = ROWS.map((row) => predictionOf(row, chainAnswer(["shift"], [row])));
const HEALTH: readonly Shot[] = [{ method: "GET", path: "/live", body: "", expected: ["HTTP/1.1 200"] }];
/** The slow model multiplies its input by the mean of a matrix of ones: it answers what it was asked. */
const SLOW: readonly Shot[] = [{ ...predictionOf([-2], []), expected: ['"ndarray":[[-'] }];

function mixedManifest(slowModel: string): object {
  const children = [
    { name: "shift", type: "MODEL" },
    { name: "slow", implementation: "ONNX_SERVER", modelUri: slowModel },
  ];
  return { name: "bench", graph: { name: "bySpeed", type: "ROUTER", children } };
}
