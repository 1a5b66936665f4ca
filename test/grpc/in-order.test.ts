import { describe, expect, test } from "vitest";
import { inOrder } from "../../runtime/grpc/in-order.ts";
import { deferred, sleep } from "../support/manifests.ts";
import { collect } from "./rpc-client.ts";

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

describe("inOrder()", () => {
  test("answers in the order of the requests, whichever is done first", async () => {
    const answers = inOrder(from([30, 5, 15, 0]), 8, async (ms) => {
      await sleep(ms);
      return ms;
    });
    expect(await collect(answers)).toEqual([30, 5, 15, 0]);
  });

  test("works on no more than the limit at a time, and on so many", async () => {
    let running = 0;
    let most = 0;
    const answers = inOrder(from(Array.from({ length: 20 }, (_, i) => i)), 3, async (item) => {
      most = Math.max(most, ++running);
      await sleep(2);
      running--;
      return item;
    });
    expect((await collect(answers)).length).toBe(20);
    expect(most).toBe(3);
  });

  test("does not read on while nobody takes its answers", async () => {
    let read = 0;
    const endless = (async function* () {
      while (true) yield ++read;
    })();
    const answers = inOrder(endless, 4, async (item) => item);
    expect((await answers.next()).value).toBe(1);
    await sleep(20);
    expect(read).toBeLessThanOrEqual(5);
    await answers.return(undefined);
  });

  test("answers what is done while the next request is still awaited", async () => {
    const next = deferred<number>();
    const requests = (async function* () {
      yield 1;
      yield await next.promise;
    })();
    const answers = inOrder(requests, 8, async (item) => item);
    expect((await answers.next()).value).toBe(1);
    next.resolve(2);
    expect(await collect(answers)).toEqual([2]);
  });

  test("ends its source when nobody reads on", async () => {
    let ended = false;
    const requests = (async function* () {
      try {
        while (true) yield 0;
      } finally {
        ended = true;
      }
    })();
    for await (const answer of inOrder(requests, 2, async (item) => item)) {
      expect(answer).toBe(0);
      break;
    }
    expect(ended).toBe(true);
  });

  test("fails as its source does", async () => {
    const requests = (async function* () {
      yield 1;
      throw new Error("broke off");
    })();
    await expect(collect(inOrder(requests, 2, async (item) => item))).rejects.toThrow("broke off");
  });
});
