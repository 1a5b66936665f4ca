import { afterEach, describe, expect, test } from "vitest";
import { InferenceError } from "../../runtime/errors.ts";
import type { RuntimeHost } from "../../runtime/host.ts";
import { branchMessage } from "../../runtime/message/branch.ts";
import { decodeFeedback } from "../../runtime/codecs/seldon-json/decode.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { createTestHost } from "../support/host.ts";
import { failureOf, load, parameter } from "../support/manifests.ts";
import type { Node } from "../support/manifests.ts";

const opened: Runtime[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((runtime) => runtime.close()));
});

const never = { kind: "built-in", identity: "test", predict: () => new Promise(() => {}) };
const boom = (): never => {
  throw new Error("boom");
};
const UNREACHABLE: Partial<RuntimeHost> = {
  send: () => Promise.reject(new InferenceError("UNAVAILABLE", "Connection refused")),
  callRpc: () => Promise.reject(new InferenceError("UNAVAILABLE", "Connection refused")),
};
const LATE: Partial<RuntimeHost> = {
  send: () => Promise.reject(new InferenceError("DEADLINE_EXCEEDED", "No answer")),
};
const REFUSING: Partial<RuntimeHost> = {
  send: () => {
    const body = new TextEncoder().encode('{"status":{"code":400,"info":"no","reason":"","status":1}}');
    return Promise.resolve({ status: 400, contentType: "application/json", body });
  },
};
const router = (answer: unknown): object => ({ kind: "built-in", identity: "test", route: () => answer });
const remote = (protocol: string): Node => ({ name: "u", parameters: [parameter("zerohop.protocol", protocol)] });
const under = (child: Node): Node => ({ name: "top", type: "TRANSFORMER", children: [child] });
const routes: Node = { name: "u", type: "ROUTER", children: [{ name: "a" }] };
const combines: Node = { name: "u", implementation: "AVERAGE_COMBINER", children: [{ name: "a" }, { name: "b" }] };
const timed: Node = { name: "u", parameters: [parameter("zerohop.deadline-ms", "5")] };

interface Case {
  readonly what: string;
  readonly node: Node;
  readonly units: object;
  readonly host?: Partial<RuntimeHost>;
}

const CASES: readonly Case[] = [
  { what: "a component", node: { name: "u" }, units: { u: { predict: boom } } },
  { what: "a component that answers nothing", node: { name: "u" }, units: { u: { predict: () => undefined } } },
  { what: "a unit that answers no message", node: { name: "u" }, units: { u: { ...never, predict: () => 1 } } },
  { what: "a late unit", node: timed, units: { u: never } },
  { what: "a router that names no child", node: routes, units: { u: router(branchMessage(7)), a: never } },
  {
    what: "a router that promises no child",
    node: routes,
    units: { u: router(Promise.resolve(branchMessage(-3))), a: never },
  },
  { what: "a router that answers nothing", node: routes, units: { u: router(undefined), a: never } },

  { what: "a combiner", node: combines, units: { a: { predict: () => [[1]] }, b: { predict: () => [[1, 2]] } } },
  { what: "a remote unit that is not there", node: remote("seldon"), units: { u: "http://u" }, host: UNREACHABLE },
  { what: "a remote V2 unit", node: remote("v2"), units: { u: "http://u" }, host: UNREACHABLE },
  { what: "a remote TensorFlow unit", node: remote("tensorflow"), units: { u: "http://u" }, host: UNREACHABLE },
  { what: "a remote gRPC unit", node: remote("seldon"), units: { u: "grpc://u:1" }, host: UNREACHABLE },
  { what: "a remote V2 gRPC unit", node: remote("v2"), units: { u: "grpc://u:1" }, host: UNREACHABLE },
  { what: "a late remote unit", node: remote("seldon"), units: { u: "http://u" }, host: LATE },
  { what: "a remote unit's own answer", node: remote("seldon"), units: { u: "http://u" }, host: REFUSING },
  { what: "a remote V2 unit's own answer", node: remote("v2"), units: { u: "http://u" }, host: REFUSING },
];

describe("an error names the unit that failed, once", () => {
  test.each(CASES)("$what", async ({ node, units, ...given }) => {
    const host = createTestHost(given.host);
    const { runtime } = await load(under(node), { top: { transformInput: (X: unknown) => X }, ...units }, {}, host);
    opened.push(runtime);
    const error = await failureOf(() => runtime.predict([[1]]));
    expect(error).toMatchObject({ unit: "u" });
    expect(error.message.match(/unit "u"/gi), error.message).toEqual(['Unit "u"']);
    expect(error.message).toMatch(/^Unit "u": ./);
  });

  test("when the deadline of the graph passes while it works", async () => {
    const annotations = { "zerohop.io/deadline-ms": "5" };
    const { runtime } = await load({ name: "u" }, { u: never }, { annotations });
    opened.push(runtime);
    expect(await failureOf(() => runtime.predict([[1]]))).toMatchObject({
      code: "DEADLINE_EXCEEDED",
      unit: "u",
      message: 'Unit "u": The graph did not answer before its deadline; this unit was at work',
    });
  });

  test("but all of them when several are at work then", async () => {
    const annotations = { "zerohop.io/deadline-ms": "5" };
    const { runtime } = await load(combines, { a: never, b: never }, { annotations });
    opened.push(runtime);
    const error = await failureOf(() => runtime.predict([[1]]));
    expect(error.message).toBe("The graph did not answer before its deadline; at work were a, b");
    expect(error).toMatchObject({ unit: undefined });
  });

  test("of a feedback and of metadata", async () => {
    const unit = { ...never, sendFeedback: boom, metadata: boom };
    const { runtime } = await load({ name: "u" }, { u: unit });
    opened.push(runtime);
    const expected = { unit: "u", message: 'Unit "u": boom' };
    expect(await failureOf(() => runtime.feedback(decodeFeedback('{"reward":1}')))).toMatchObject(expected);
    expect(await failureOf(() => runtime.metadata())).toMatchObject(expected);
  });
});
