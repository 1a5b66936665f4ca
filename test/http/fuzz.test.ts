import { describe, expect, test } from "vitest";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { seededUniform } from "../../runtime/units/bandit/random.ts";
import { createTestHost } from "../support/host.ts";
import { deployment } from "../support/manifests.ts";
import type { Json } from "../support/json.ts";

/** Set FUZZ_COUNT=100000 for the full run and FUZZ_SEED to repeat one. */
const COUNT = Number(process.env["FUZZ_COUNT"] ?? 5000);
const SEED = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

const VALID: readonly unknown[] = [
  {
    data: {
      names: ["a", "b"],
      ndarray: [
        [1, 2.5],
        [3, 4],
      ],
    },
    meta: { tags: { a: 1 } },
  },
  { data: { tensor: { shape: [2, 2], values: [1, 2, 3, 4] } } },
  { data: { tftensor: { dtype: "DT_FLOAT", tensorShape: { dim: [{ size: "2" }] }, floatVal: [1, 2] } } },
  { data: { tftensor: { dtype: 2, tensor_shape: { dim: [{ size: 1 }] }, tensor_content: "AAAAAAAA8D8=" } } },
  { strData: "text \u00e9\u2028\ud83d\ude00" },
  { binData: "AQIDBA==" },
  { jsonData: { deep: [1, { x: [null, true] }] } },
  {
    data: {
      ndarray: [
        ["x", 1],
        [true, null],
      ],
    },
    meta: { puid: "p", metrics: [{ key: "k", type: "TIMER", value: 1 }], routing: { r: 1 }, requestPath: { m: "i" } },
  },
];
const FEEDBACK: readonly unknown[] = [
  {
    request: VALID[0],
    response: { meta: { routing: { ab: 1 } }, data: { ndarray: [[1]] } },
    reward: 1,
    truth: { data: { ndarray: [1] } },
  },
  { reward: 0.5 },
];
const TOKENS = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "\\",
  "\\u12",
  "1e999",
  "-",
  "NaN",
  "null",
  "true",
  "[[[[",
  "\u0000",
  "\ud800",
  '"data"',
  "9".repeat(30),
  "__proto__",
  "1.5e",
  "*",
];
const PATHS = [
  "/",
  "/api",
  "/api/v1.0/prediction",
  "/api/v1.0/predictions/",
  "/api/v9/predictions",
  "/%00",
  "/..",
  "/api/v1.0/status/",
  "/seldon",
  "/seldon/lab/toy",
  "/%zz",
  "/API/v1.0/predictions",
  "/api/v1.0/metadata/x/y",
];
const TYPES = [
  "text/plain",
  "application/xml",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "multipart/form-data; boundary=",
  "application/octet-stream",
  ";",
  "image/png",
  "json",
];

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly type: string;
  readonly body: Uint8Array | undefined;
}

class Fuzzer {
  readonly #uniform: () => number;
  constructor(seed: number) {
    this.#uniform = seededUniform(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#uniform() * limit);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  next(): Asked {
    const feedback = this.below(5) === 0;
    const path = `/api/${this.pick(["v0.1", "v1.0"])}/${feedback ? "feedback" : "predictions"}`;
    const type = "application/json";
    const body = this.pick(feedback ? FEEDBACK : VALID);
    switch (this.below(12)) {
      case 0:
        return { method: "POST", path, type, body: this.#noise() };
      case 1:
        return { method: this.pick(["GET", "PUT", "DELETE", "PATCH", "HEAD"]), path, type, body: undefined };
      case 2:
        return { method: this.pick(["GET", "POST"]), path: this.pick(PATHS), type, body: undefined };
      case 3:
        return { method: "POST", path, type: this.pick(TYPES), body: encode(JSON.stringify(body)) };
      case 4:
      case 5:
        return { method: "POST", path, type, body: encode(JSON.stringify(this.#spoil(structuredClone(body)))) };
      default:
        return { method: "POST", path, type, body: this.#mutate(encode(JSON.stringify(body))) };
    }
  }

  #noise(): Uint8Array {
    return Uint8Array.from({ length: this.below(64) }, () => this.below(256));
  }

  /** Cuts, doubles, overwrites and inserts, a few times. */
  #mutate(bytes: Uint8Array): Uint8Array {
    let list = [...bytes];
    for (let times = 1 + this.below(3); times > 0; times--) {
      const at = this.below(list.length + 1);
      switch (this.below(5)) {
        case 0:
          list = list.slice(0, at);
          break;
        case 1:
          list.splice(at, 1 + this.below(4));
          break;
        case 2:
          list[at] = this.below(256);
          break;
        case 3:
          list.splice(at, 0, ...encode(this.pick(TOKENS)));
          break;
        default:
          list.splice(at, 0, ...list.slice(this.below(at + 1), at));
      }
    }
    return Uint8Array.from(list);
  }

  /** Puts a value of another type somewhere into the tree. */
  #spoil(value: Json): unknown {
    const odd = (): unknown =>
      this.pick<unknown>([
        null,
        5,
        -1,
        1.5,
        "x",
        true,
        [],
        {},
        [[1], [1, 2]],
        [1, [2]],
        { dim: [{ size: -1 }] },
        "*",
        1e300,
      ]);
    if (typeof value !== "object" || value === null || this.below(4) === 0) return odd();
    const keys = Object.keys(value);
    if (keys.length === 0) return odd();
    const key = this.pick(keys);
    if (this.below(6) === 0) delete value[key];
    else value[key] = this.#spoil(value[key]);
    return value;
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Whether a refusal says what is wrong: the field, the body, the type, or by its status the path or method. */
const NAMED =
  /^(Request body|The request body|Feedback has no field|Can't find JSON|The multipart form|request|response|truth|reward|data|jsonData|strData|binData|meta|Unit "|.{0,130}: (expected|invalid escape|nested deeper))/s;

async function check(runtime: Runtime, asked: Asked, problems: string[], statuses: Map<number, number>): Promise<void> {
  const { method, path, type, body } = asked;
  const init = {
    method,
    headers: { "content-type": type },
    ...(body !== undefined && method !== "GET" && method !== "HEAD" && { body: body as Uint8Array<ArrayBuffer> }),
  };
  const response = await runtime.fetch(new Request(`http://localhost${path}`, init));
  const text = await response.text();
  const { status } = response;
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
  const report = (what: string): void =>
    void problems.push(
      `${what}: ${method} ${path} ${type} ${Buffer.from(body ?? [])
        .toString("latin1")
        .slice(0, 300)} -> ${status} ${text.slice(0, 200)}`,
    );
  if (status === 200) {
    // Not every mutation spoils a body; an answer must at least be JSON.
    if (text !== "" && !isJson(text)) report("the answer is no JSON");
  } else if (status === 404 || status === 405) {
    // A HEAD has no body.
    const info = isJson(text) ? JSON.parse(text).status?.info : text;
    if (method !== "HEAD" && !/^(404 page not found|There is no path|Method \w+ is not allowed|$)/.test(info))
      report("the refusal names neither");
  } else if (status === 400) {
    const info = isJson(text) ? JSON.parse(text).status?.info : undefined;
    if (typeof info !== "string" || !NAMED.test(info) || info.length > 600)
      report("the refusal does not name the field");
  } else if (status === 500 && text.includes("The component's result: Ragged array")) {
    // The components here echo; a ragged jsonData is no fault of the request.
    return;
  } else report("unexpected status");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("the HTTP routes", () => {
  test(`answer ${COUNT} malformed requests (seed ${SEED}) with 4xx and a reason`, { timeout: 600_000 }, async () => {
    const graph = {
      name: "t",
      type: "TRANSFORMER",
      children: [
        {
          name: "ab",
          implementation: "EPSILON_GREEDY",
          children: [
            { name: "a", type: "MODEL" },
            { name: "b", type: "MODEL" },
          ],
        },
      ],
    };
    const pass = (X: unknown): unknown => X;
    const host = createTestHost();
    const runtime = await createRuntimeOn(host, deployment(graph), {
      units: { t: { transformInput: pass }, a: { predict: pass }, b: { predict: pass } },
    });
    const fuzzer = new Fuzzer(SEED);
    const problems: string[] = [];
    const statuses = new Map<number, number>();
    const started = performance.now();
    for (let count = 0; count < COUNT && problems.length < 20; count++) {
      const before = performance.now();
      await check(runtime, fuzzer.next(), problems, statuses);
      if (performance.now() - before > 2000) problems.push(`request ${count} took more than 2 s`);
    }
    process.stdout.write(
      `fuzz: ${COUNT} requests, seed ${SEED}, ${Math.round(performance.now() - started)} ms, ${JSON.stringify([...statuses])}\n`,
    );
    expect(problems, `seed ${SEED}`).toEqual([]);
    expect(statuses.get(400) ?? 0).toBeGreaterThan(COUNT / 4);
    expect(runtime.plane.generation.running).toBe(0);
    // Nothing that was sent may have broken what is served.
    expect((await runtime.predict([[1]])).data.kind).toBe("tensors");
    await runtime.close();
  });
});
