import { describe, expect, test } from "vitest";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import { createTestHost } from "../support/host.ts";
import { deferred, deployment, failureOf, sleep } from "../support/manifests.ts";

const MANY = Number(process.env["SWAP_COUNT"] ?? 100);

interface Census {
  opened: number;
  closed: number[];
  running: number;
  usedClosed: number;
}

/** A class whose objects carry the label of their graph and know when they are closed. */
function labelled(census: Census) {
  return class Labelled {
    readonly label: string;
    readonly name: string;
    readonly id: number;
    constructor(parameters: Readonly<Record<string, unknown>>) {
      this.label = String(parameters["label"]);
      this.name = String(parameters["unit"]);
      this.id = census.opened++;
      census.closed[this.id] = 0;
    }
    async #work(X: unknown): Promise<unknown> {
      census.running++;
      await sleep(Math.random() * 8);
      census.running--;
      if (census.closed[this.id]! > 0) census.usedClosed++;
      return X;
    }
    transformInput(X: unknown) {
      return this.#work(X);
    }
    predict(X: unknown) {
      return this.#work(X);
    }
    aggregate(Xs: readonly unknown[]) {
      return this.#work(Xs[0]);
    }
    tags() {
      return { [this.name]: this.label };
    }
    close() {
      census.closed[this.id]!++;
    }
  };
}

function graphOf(label: string): object {
  const unit = (name: string, type: string, children: readonly object[] = []): object => ({
    name,
    type,
    implementation: "LABELLED",
    children,
    parameters: [
      { name: "label", value: label, type: "STRING" },
      { name: "unit", value: name, type: "STRING" },
    ],
  });
  return deployment(unit("t", "TRANSFORMER", [unit("c", "COMBINER", [unit("a", "MODEL"), unit("b", "MODEL")])]));
}

describe("Runtime.swap()", () => {
  test("loses no request and mixes no graphs under load", async () => {
    const census: Census = { opened: 0, closed: [], running: 0, usedClosed: 0 };
    const implementations = { LABELLED: { component: labelled(census) } };
    const runtime = await createRuntimeOn(createTestHost(), graphOf("0"), { implementations });
    const answers: Promise<unknown>[] = [];
    const failures: unknown[] = [];
    const seenLabels = new Set<string>();
    let isSwapping = true;
    const load = async (): Promise<void> => {
      while (isSwapping) {
        const asked = runtime.predict([[1]]).then(
          ({ meta }) => {
            const labels = new Set(["t", "c", "a", "b"].map((name) => meta.tags[name]));
            if (labels.size !== 1) failures.push(meta.tags);
            for (const label of labels) seenLabels.add(JSON.stringify(label));
          },
          (error: unknown) => failures.push(error),
        );
        answers.push(asked);
        await sleep(5);
      }
    };
    const loading = load();
    for (let count = 1; count <= MANY; count++) {
      await runtime.swap(graphOf(String(count)));
      await sleep(1);
    }
    isSwapping = false;
    await loading;
    await Promise.all(answers);
    await runtime.close();
    expect(failures).toEqual([]);
    expect(answers.length).toBeGreaterThan(MANY);
    expect(seenLabels.size).toBeGreaterThan(MANY / 4);
    expect(census.opened).toBe((MANY + 1) * 4);
    expect(census.closed.every((times) => times === 1)).toBe(true);
    expect(census.usedClosed).toBe(0);
  });

  test("closes the old units exactly once, after the last request on them", async () => {
    const order: string[] = [];
    const gate = deferred<string>();
    const unit = (label: string) => ({
      kind: "built-in",
      identity: label,
      predict: () => gate.promise.then(() => (order.push(`${label} answered`), { ...ANSWER })),
      close: () => void order.push(`${label} closed`),
    });
    const { textMessage } = await import("../../runtime/message/message.ts");
    const ANSWER = textMessage("x");
    let made = 0;
    const implementations = { GATED: () => unit(`unit ${made++}`) as never };
    const manifest = deployment({ name: "m", type: "MODEL", implementation: "GATED" });
    const runtime = await createRuntimeOn(createTestHost(), manifest, { implementations });
    const running = runtime.predict("x");
    const swapped = runtime.swap(manifest);
    await sleep(10);
    expect(order).toEqual([]);
    gate.resolve("go");
    await Promise.all([running, swapped]);
    expect(order).toEqual(["unit 0 answered", "unit 0 closed"]);
    await Promise.all([runtime.close(), runtime.close()]);
    expect(order).toEqual(["unit 0 answered", "unit 0 closed", "unit 1 closed"]);
  });

  test("resolves every close() that is called while a request runs", async () => {
    const gate = deferred<string>();
    const runtime = await createRuntimeOn(createTestHost(), deployment({ name: "m" }), {
      units: { m: { predict: () => gate.promise } },
    });
    const running = runtime.predict("x");
    const closing = [runtime.close(), runtime.close()];
    gate.resolve("done");
    await Promise.all([running, ...closing]);
  });

  test("keeps the old graph when the new one cannot be served, and closes what it opened of it", async () => {
    const census: Census = { opened: 0, closed: [], running: 0, usedClosed: 0 };
    const implementations = { LABELLED: { component: labelled(census) } };
    const runtime = await createRuntimeOn(createTestHost(), graphOf("old"), { implementations });
    expect((await failureOf(() => runtime.swap({ kind: "Nonsense" }))).message).toContain(
      "kind: expected SeldonDeployment",
    );
    const half = {
      name: "c",
      type: "COMBINER",
      implementation: "LABELLED",
      parameters: [{ name: "unit", value: "c", type: "STRING" }],
      children: [{ name: "nobody" }, { name: "nothing" }],
    };
    const error = await failureOf(() => runtime.swap(deployment(half)));
    expect(error.message).toContain('unit "nobody"');
    expect(error.message).toContain('unit "nothing"');
    expect(census.closed).toEqual([0, 0, 0, 0, 1]);
    expect((await runtime.predict([[1]])).meta.tags["a"]).toBe("old");
    await runtime.close();
  });

  test("leaves a unit that the caller made open, over a swap and after close()", async () => {
    let closed = 0;
    const unit = {
      kind: "built-in",
      identity: "shared",
      predict: (message: unknown) => message,
      close: () => void closed++,
    };
    const graph = { name: "a", type: "MODEL", children: [{ name: "b", type: "MODEL" }] };
    const runtime = await createRuntimeOn(createTestHost(), deployment(graph), { units: { a: unit, b: unit } });
    await runtime.swap(deployment(graph));
    expect((await runtime.predict([[1]])).meta.routing).toEqual({ a: -1, b: -1 });
    await runtime.close();
    expect(closed).toBe(0);
  });
});
