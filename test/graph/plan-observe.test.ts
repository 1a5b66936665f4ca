import { describe, expect, test } from "vitest";
import type { BoundUnit } from "../../runtime/graph/bound-unit.ts";
import { compileGraph } from "../../runtime/graph/compile.ts";
import type { CallObserver, Observe } from "../../runtime/graph/observe.ts";
import { branchMessage } from "../../runtime/message/branch.ts";
import { textMessage } from "../../runtime/message/message.ts";
import type { Message } from "../../runtime/message/message.ts";
import type { Unit } from "../../runtime/units/unit.ts";
import { failureOf, newRun } from "../support/manifests.ts";

const CLOCK = { now: () => 0 };

function node(name: string, unit: Partial<Unit>, parts: Partial<BoundUnit> = {}): BoundUnit {
  const given = { kind: "built-in", identity: name, ...unit } as const;
  const rest = { type: "MODEL", methods: [], children: [], outputPhase: false, timeoutMs: Infinity } as const;
  return { name, path: name, unit: given, onError: { kind: "fail" }, ...rest, ...parts };
}

/** Writes down what it sees; `asked` when the plan is compiled, `seen` when it runs. */
function watch(): { observe: Observe; asked: string[]; seen: string[] } {
  const asked: string[] = [];
  const seen: string[] = [];
  let calls = 0;
  const observe: Observe = ({ name }, verb): CallObserver => {
    asked.push(`${name}.${verb}`);
    return {
      enter: (input) => {
        const call = calls++;
        seen.push(`${name}.${verb} #${call} gets ${[input].flat().map(shown).join("+")}`);
        return call;
      },
      leave: (call, error, answer) => {
        const end = answer === undefined ? `throws ${(error as Error).message}` : `answers ${shown(answer)}`;
        seen.push(`${name}.${verb} #${String(call)} ${end}`);
      },
    };
  };
  return { observe, asked, seen };
}

function shown({ data }: Message): string {
  return data.kind === "text" ? data.text : data.kind;
}

const later = async (message: Message): Promise<Message> => message;
const answering = (text: string) => () => textMessage(text);
const failing = (): never => {
  throw new Error("broken");
};

describe("compileGraph() with an observer", () => {
  test("asks once for each call that the plan makes, when it is compiled", () => {
    const { observe, asked, seen } = watch();
    const leaf = node("b", { transformInput: later, transformOutput: later }, { type: "TRANSFORMER" });
    const children = [node("a", { predict: later }), { ...leaf, methods: ["TRANSFORM_OUTPUT"] as const }];
    const router = node("r", { route: () => branchMessage(0) }, { type: "ROUTER", children });
    const root = node("c", { aggregate: (all) => all[0]! }, { type: "COMBINER", children: [router] });
    compileGraph(root, { clock: CLOCK, observe });
    expect(asked.toSorted()).toEqual(["a.predict", "b.transformInput", "b.transformOutput", "c.aggregate", "r.route"]);
    expect(seen).toEqual([]);
  });

  test("tells it of calls that answer at once, and keeps them so", () => {
    const { observe, seen } = watch();
    const children = [node("a", { predict: answering("A") }), node("b", { predict: answering("B") })];
    const root = node("c", { aggregate: (all) => all[1]! }, { type: "COMBINER", children });
    const plan = compileGraph(root, { clock: CLOCK, observe });
    for (const _ of [1, 2]) expect(plan.execute(textMessage("x"), newRun())).toMatchObject({ data: { text: "B" } });
    expect(seen.slice(6)).toEqual([
      "a.predict #3 gets x",
      "a.predict #3 answers A",
      "b.predict #4 gets x",
      "b.predict #4 answers B",
      "c.aggregate #5 gets A+B",
      "c.aggregate #5 answers B",
    ]);
  });

  test("gives each of several calls in flight its own mark back", async () => {
    const { observe, seen } = watch();
    const ends: ((message: Message) => void)[] = [];
    const wait = (): Promise<Message> => new Promise((resolve) => ends.push(resolve));
    const plan = compileGraph(node("m", { predict: wait }), { clock: CLOCK, observe });
    const answers = ["x", "y"].map((text) => plan.execute(textMessage(text), newRun()));
    ends[1]!(textMessage("Y"));
    await answers[1];
    ends[0]!(textMessage("X"));
    await answers[0];
    expect(seen).toEqual([
      "m.predict #0 gets x",
      "m.predict #1 gets y",
      "m.predict #1 answers Y",
      "m.predict #0 answers X",
    ]);
  });

  test.each<[string, Unit["predict"]]>([
    ["at once", failing],
    ["later", async () => failing()],
  ])("tells it of a unit that fails %s, also when a policy hides it", async (_, predict) => {
    const { observe, seen } = watch();
    const fails = compileGraph(node("m", { predict: predict! }), { clock: CLOCK, observe });
    const error = await failureOf(() => fails.execute(textMessage("x"), newRun()));
    expect(error.message).toBe('Unit "m": broken');
    const onError = { kind: "default", answer: textMessage("instead") } as const;
    const recovers = compileGraph(node("n", { predict: predict! }, { onError }), { clock: CLOCK, observe });
    expect(await recovers.execute(textMessage("x"), newRun())).toMatchObject({ data: { text: "instead" } });
    expect(seen).toEqual([
      "m.predict #0 gets x",
      "m.predict #0 throws broken",
      "n.predict #1 gets x",
      "n.predict #1 throws broken",
    ]);
  });

  test("watches only the calls that it asks for", async () => {
    const { observe, seen } = watch();
    const root = node(
      "t",
      { transformInput: later },
      { type: "TRANSFORMER", children: [node("m", { predict: later })] },
    );
    const plan = compileGraph(root, {
      clock: CLOCK,
      observe: (at, verb) => (at.name === "m" ? observe(at, verb) : undefined),
    });
    await plan.execute(textMessage("x"), newRun());
    expect(seen).toEqual(["m.predict #0 gets x", "m.predict #0 answers x"]);
  });

  test("knows the unit's request path from the unit, not from its kind", async () => {
    const paths = async (parts: Partial<Unit>): Promise<object> => {
      const run = newRun();
      await compileGraph(node("m", { predict: later, ...parts }), { clock: CLOCK }).execute(textMessage("x"), run);
      return run.requestPath;
    };
    expect(await paths({ kind: "remote" })).toEqual({ m: "m" });
    expect(await paths({ kind: "remote", reportsPath: true })).toEqual({});
    expect(await paths({ kind: "component", reportsPath: true })).toEqual({});
  });
});
