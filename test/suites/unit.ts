/**
 * What every unit keeps, whatever is behind it: it answers a new message, passes meta on, leaves the
 * request as it was, and fails with an InferenceError.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InferenceError } from "../../runtime/errors.ts";
import { Run } from "../../runtime/graph/run.ts";
import { EMPTY_META } from "../../runtime/message/meta.ts";
import { tensorMessage, textMessage } from "../../runtime/message/message.ts";
import type { Message } from "../../runtime/message/message.ts";
import type { Unit } from "../../runtime/units/unit.ts";

export interface UnitUnderTest {
  readonly name: string;
  /** Columns of the numeric matrix that its `predict` takes. */
  readonly columns: number;
  readonly open: () => Promise<{ unit: Unit; close?: () => Promise<unknown> }>;
  /** A message that its predict cannot take. */
  readonly bad: Message;
}

const META = { ...EMPTY_META, puid: "p", tags: { from: "caller" }, requestPath: { before: "image" } };

export function describeUnit({ name, columns, open, bad }: UnitUnderTest): void {
  const request = (encoding: "ndarray" | "tensor" = "ndarray"): Message => {
    const data = Float64Array.from({ length: 2 * columns }, (_, index) => index - 1.5);
    return tensorMessage([{ name: "", datatype: "FP64", shape: [2, columns], data }], [], encoding, META);
  };

  describe(`${name} as a unit`, () => {
    let unit: Unit;
    let close: (() => Promise<unknown>) | undefined;
    const predict = async (message: Message): Promise<Message> => unit.predict!(message, new Run("p"));

    beforeAll(async () => ({ unit, close } = await open()));
    afterAll(async () => {
      await unit.close?.();
      await close?.();
    });

    test("says what it is", () => {
      expect(["wasm", "onnx", "component", "built-in", "remote"]).toContain(unit.kind);
      expect(unit.identity).not.toBe("");
    });

    test("answers rows for rows, with the caller's tags and path", async () => {
      const answer = await predict(request());
      expect(answer.data.kind).toBe("tensors");
      if (answer.data.kind === "tensors") expect(answer.data.tensors[0]!.shape[0]).toBe(2);
      expect(answer.meta.tags).toMatchObject({ from: "caller" });
      expect(answer.meta.requestPath).toMatchObject({ before: "image" });
    });

    test("answers in the encoding that it was asked in", async () => {
      expect((await predict(request("tensor"))).encoding).toBe("tensor");
      expect((await predict(request("ndarray"))).encoding).toBe("ndarray");
    });

    test("leaves the request as it was", async () => {
      const message = request();
      await predict(message);
      expect(message).toEqual(request());
    });

    test("answers the same twice", async () => {
      expect(await predict(request())).toEqual(await predict(request()));
    });

    test("answers many at once, each its own", async () => {
      const alone = await predict(request());
      const together = await Promise.all(Array.from({ length: 20 }, () => predict(request())));
      for (const answer of together) expect(answer.data).toEqual(alone.data);
    });

    test("refuses what it cannot take with a clear error, and answers the next request", async () => {
      const error: unknown = await predict(bad).then(
        () => undefined,
        (reason: unknown) => InferenceError.from(reason),
      );
      expect(InferenceError.is(error)).toBe(true);
      expect((error as InferenceError).message.length).toBeGreaterThan(10);
      await predict(request());
    });
  });
}

/** A text, which no numeric model takes. */
export const TEXT: Message = textMessage("no numbers");
