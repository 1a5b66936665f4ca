import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { RpcCall } from "../../../../runtime/host.ts";
import { createGrpcClient } from "../../../../runtime/platform/node/grpc-client/client.ts";
import type { GrpcClient } from "../../../../runtime/platform/node/grpc-client/client.ts";
import type { GrpcClientOptions } from "../../../../runtime/platform/node/grpc-client/options.ts";
import { failureOf, sleep } from "../../../support/manifests.ts";
import { answerRpc, closedTarget, listenRpc, listenStreams } from "../../../support/rpc-server.ts";
import type { RpcServer } from "../../../support/rpc-server.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

function keep<T extends { close(): unknown }>(one: T): T {
  open.push(one);
  return one;
}

const BODY = new Uint8Array([1, 2, 3]);

function callTo(target: string, changes: Partial<RpcCall> = {}): RpcCall {
  const signal = new AbortController().signal;
  return { target, path: "/p.S/M", metadata: {}, body: BODY, signal, timeoutMs: 2000, ...changes };
}

/** A client for which `unit` is the given addresses. */
function clientOf(addresses: readonly string[] | (() => readonly string[]), options: Partial<GrpcClientOptions> = {}) {
  return keep(createGrpcClient(options, async () => (typeof addresses === "function" ? addresses() : addresses)));
}

const echo = (options: object = {}): Promise<RpcServer> => listenRpc(({ body }) => body, options).then(keep);

/** A TCP server that takes connections and does as it is told. */
async function tcp(onSocket: (socket: Socket) => void): Promise<{ target: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return keep({ target: `grpc://127.0.0.1:${(server.address() as AddressInfo).port}`, close });
}

async function until(isDone: () => boolean, ms = 3000): Promise<void> {
  for (let waited = 0; !isDone() && waited < ms; waited += 5) await sleep(5);
  expect(isDone()).toBe(true);
}

describe("connections", () => {
  test("are kept and used again", async () => {
    const server = await echo();
    const client = clientOf(["127.0.0.1"]);
    for (let i = 0; i < 20; i++) await client.call(callTo(server.target));
    expect(server.opened).toBe(1);
  });

  test("grow in number under load, to a limit", async () => {
    const server = keep(await listenRpc(async ({ body }) => (await sleep(20), body)));
    const client = clientOf(["127.0.0.1"], { callsPerConnection: 4, maxConnections: 3 });
    const answers = await Promise.all(Array.from({ length: 200 }, () => client.call(callTo(server.target))));
    expect(answers.every(({ status }) => status === 0)).toBe(true);
    await Promise.all(Array.from({ length: 200 }, () => client.call(callTo(server.target))));
    expect(server.opened).toBe(3);
  });

  test("that cannot be made fail the call at once, with the reason", async () => {
    const target = await closedTarget();
    const started = performance.now();
    const error = await failureOf(() => clientOf(["127.0.0.1"]).call(callTo(target)));
    expect(error).toMatchObject({ code: "UNAVAILABLE" });
    expect(error.message).toContain(`Cannot reach ${target}/p.S/M: connect ECONNREFUSED`);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  test("to a name that is not known fail with the reason, and are tried again", async () => {
    const server = await echo();
    let known = false;
    const client = createGrpcClient({}, async () => {
      if (!known) throw new Error("getaddrinfo ENOTFOUND unit");
      return ["127.0.0.1"];
    });
    keep(client);
    const call = callTo(`grpc://unit:${server.port}`);
    for (let i = 0; i < 3; i++) {
      const error = await failureOf(() => client.call(call));
      expect(error.message).toBe(`Cannot reach grpc://unit:${server.port}/p.S/M: getaddrinfo ENOTFOUND unit`);
    }
    known = true;
    expect((await client.call(call)).status).toBe(0);
  });

  test("to a name without addresses fail", async () => {
    const error = await failureOf(() => clientOf([]).call(callTo("grpc://unit:1")));
    expect(error.message).toBe("Cannot reach grpc://unit:1/p.S/M: unit has no addresses");
  });

  test.each<[string, (socket: Socket) => void]>([
    ["says nothing", () => {}],
    ["speaks HTTP/1.1", (socket) => void socket.on("data", () => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"))],
    ["hangs up", (socket) => void socket.on("data", () => socket.destroy())],
  ])("to a port that %s fail within the call's time", async (_, onSocket) => {
    const { target } = await tcp(onSocket);
    const client = clientOf(["127.0.0.1"]);
    const started = performance.now();
    const errors = await Promise.all(
      Array.from({ length: 10 }, () => failureOf(() => client.call(callTo(target, { timeoutMs: 200 })))),
    );
    for (const error of errors) expect(error).toMatchObject({ code: "UNAVAILABLE" });
    expect(performance.now() - started).toBeLessThan(1500);
  });

  test("that are not made in time fail calls without a time of their own", async () => {
    const { target } = await tcp(() => {});
    const client = clientOf(["127.0.0.1"], { connectTimeoutMs: 60 });
    const error = await failureOf(() => client.call(callTo(target, { timeoutMs: Infinity })));
    expect(error.message).toBe(`Cannot reach ${target}/p.S/M: no connection within 60 ms`);
  });

  test("come back when the server does", async () => {
    const first = await listenRpc(({ body }) => body);
    const client = clientOf(["127.0.0.1"], { backOffMs: 60_000, maxBackOffMs: 60_000 });
    await client.call(callTo(first.target));
    await first.close();
    await failureOf(() => client.call(callTo(first.target)));
    await failureOf(() => client.call(callTo(first.target)));
    const second = await echo({ port: first.port });
    // There is no other address: nobody is made to wait for the end of the back-off.
    expect((await client.call(callTo(second.target))).status).toBe(0);
  });

  test("that break off under a call fail it, once", async () => {
    let calls = 0;
    const server = keep(
      await listenStreams(() => {
        calls++;
        for (const socket of server.sockets) socket.destroy();
      }),
    );
    const error = await failureOf(() => clientOf(["127.0.0.1"]).call(callTo(server.target)));
    expect(error).toMatchObject({ code: "UNAVAILABLE" });
    expect(error.message).toBe(`Cannot reach ${server.target}/p.S/M: the connection broke off`);
    await sleep(50);
    expect(calls).toBe(1);
  });

  test("that break off under a call that may be repeated do no harm", async () => {
    let calls = 0;
    const server = keep(
      await listenStreams((stream) => {
        if (++calls === 1) for (const socket of server.sockets) socket.destroy();
        else answerRpc(stream, BODY);
      }),
    );
    const result = await clientOf(["127.0.0.1"]).call(callTo(server.target, { repeatable: true }));
    expect([result.status, calls]).toEqual([0, 2]);
  });

  test("give refused calls to another try, a few times", async () => {
    let calls = 0;
    const server = keep(await listenStreams((stream) => (++calls < 3 ? stream.close(7) : answerRpc(stream, BODY))));
    const client = clientOf(["127.0.0.1"]);
    expect([(await client.call(callTo(server.target))).status, calls]).toEqual([0, 3]);
    calls = -1000;
    const error = await failureOf(() => client.call(callTo(server.target)));
    expect(error.message).toBe(`Cannot reach ${server.target}/p.S/M: the server takes no more calls`);
    expect(calls).toBe(-995);
  });

  test("that the server leaves finish what they have; what it did not look at goes elsewhere", async () => {
    let calls = 0;
    const server = keep(
      await listenStreams((stream) => {
        calls++;
        // The last stream that counts is the first.
        if (calls === 1) stream.session!.goaway(0, stream.id);
        setTimeout(() => answerRpc(stream, BODY), 30);
      }),
    );
    const client = clientOf(["127.0.0.1"], { maxConnections: 1 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.call(callTo(server.target))));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(server.opened).toBe(2);
  });

  test("that the server leaves in anger fail what it looked at, and nothing else", async () => {
    let calls = 0;
    const server = keep(
      await listenStreams((stream) => {
        if (++calls === 5) stream.session!.goaway(11, 1, Buffer.from("too_many_pings"));
        else if (calls > 5) answerRpc(stream, BODY);
      }),
    );
    const client = clientOf(["127.0.0.1"], { maxConnections: 1 });
    const work = Array.from({ length: 5 }, () =>
      client.call(callTo(server.target)).then(
        () => "ok",
        (error) => error,
      ),
    );
    const answers = await Promise.all(work);
    expect(answers.filter((answer) => answer === "ok")).toHaveLength(4);
    expect(answers.find((answer) => answer !== "ok")).toMatchObject({ code: "UNAVAILABLE" });
  });

  test("have only as many calls as the server takes; the others wait", async () => {
    let running = 0;
    let most = 0;
    const server = keep(
      await listenRpc(
        async ({ body }) => {
          most = Math.max(most, ++running);
          await sleep(5);
          running--;
          return body;
        },
        { maxStreams: 3 },
      ),
    );
    const client = clientOf(["127.0.0.1"], { maxConnections: 1 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.call(callTo(server.target))));
    expect(answers.every(({ status }) => status === 0)).toBe(true);
    expect(most).toBe(3);
  });

  test("refuse calls when too many wait, and let those go whose time is over", async () => {
    const server = keep(await listenRpc(async ({ body }) => (await sleep(150), body), { maxStreams: 1 }));
    const client = clientOf(["127.0.0.1"], { maxConnections: 1, maxWaiting: 2 });
    const first = client.call(callTo(server.target));
    await sleep(60);
    const second = failureOf(() => client.call(callTo(server.target, { timeoutMs: 20 })));
    const third = client.call(callTo(server.target));
    expect(await failureOf(() => client.call(callTo(server.target)))).toMatchObject({
      code: "RESOURCE_EXHAUSTED",
      message: `Too many calls wait for ${server.target}; the limit is 2`,
    });
    expect(await second).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    expect([(await first).status, (await third).status]).toEqual([0, 0]);
  });

  test("are closed when nobody uses them", async () => {
    const server = await echo();
    const client = clientOf(["127.0.0.1"], { idleMs: 40 });
    await client.call(callTo(server.target));
    await until(() => server.sockets.size === 0);
    expect((await client.call(callTo(server.target))).status).toBe(0);
    expect(server.opened).toBe(2);
  });

  test("are replaced when they are old, without a call noticing", async () => {
    const server = await echo();
    const client = clientOf(["127.0.0.1"], { maxAgeMs: 50 });
    for (let i = 0; i < 40; i++) {
      expect((await client.call(callTo(server.target))).status).toBe(0);
      await sleep(5);
    }
    expect(server.opened).toBeGreaterThan(1);
    await until(() => server.sockets.size <= 2);
  });

  test("end with the client, with their calls", async () => {
    const server = keep(await listenStreams(() => {}));
    const client = clientOf(["127.0.0.1"]);
    const running = failureOf(() => client.call(callTo(server.target)));
    await until(() => server.opened === 1);
    await sleep(20);
    client.close();
    expect(await running).toMatchObject({ code: "UNAVAILABLE" });
    expect(await failureOf(() => client.call(callTo(server.target)))).toMatchObject({ code: "UNAVAILABLE" });
    await until(() => server.sockets.size === 0);
  });
});

describe("a connection that has gone silent", () => {
  /** Forwards to a server until it is told to swallow everything. */
  async function halfOpen(server: RpcServer): Promise<{ target: string; swallow(): void; close(): Promise<void> }> {
    const { connect } = await import("node:net");
    const pairs: [Socket, Socket][] = [];
    let isSilent = false;
    const proxy = await tcp((socket) => {
      if (isSilent) return;
      const inner = connect(server.port, "127.0.0.1");
      inner.on("error", () => {});
      pairs.push([socket, inner]);
      socket.pipe(inner);
      inner.pipe(socket);
    });
    const swallow = (): void => {
      isSilent = true;
      for (const [socket, inner] of pairs) {
        socket.unpipe();
        inner.unpipe();
        socket.resume();
        inner.destroy();
      }
    };
    return { ...proxy, swallow };
  }

  test("fails the calls that wait on it", async () => {
    const server = keep(await listenRpc(async ({ body }) => (await sleep(30_000), body)));
    const proxy = await halfOpen(server);
    const client = clientOf(["127.0.0.1"], { keepAliveMs: 50, pingTimeoutMs: 50 });
    const failed = failureOf(() => client.call(callTo(proxy.target, { timeoutMs: Infinity })));
    await until(() => server.sessions.size === 1);
    await sleep(20);
    proxy.swallow();
    const error = await failed;
    expect(error).toMatchObject({ code: "UNAVAILABLE" });
  });

  test("is left after the first call that ran out of time on it", async () => {
    const server = await echo();
    const proxy = await halfOpen(server);
    const client = clientOf(["127.0.0.1"], { pingTimeoutMs: 50, connectTimeoutMs: 100 });
    expect((await client.call(callTo(proxy.target))).status).toBe(0);
    proxy.swallow();
    const error = await failureOf(() => client.call(callTo(proxy.target, { timeoutMs: 50 })));
    expect(error).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    const next = await failureOf(() => client.call(callTo(proxy.target, { timeoutMs: 50 })));
    expect(next).toMatchObject({ code: "UNAVAILABLE" });
  });

  test("is told from a server that is slow", async () => {
    const server = keep(await listenRpc(async ({ body }) => (await sleep(400), body)));
    const client = clientOf(["127.0.0.1"], { keepAliveMs: 40, pingTimeoutMs: 200 });
    await failureOf(() => client.call(callTo(server.target, { timeoutMs: 50 })));
    expect((await client.call(callTo(server.target, { timeoutMs: Infinity }))).status).toBe(0);
  });
});

describe("several addresses", () => {
  /** Two servers on one port, on two addresses of the loopback interface. */
  async function pair(handle: (name: string) => Promise<void> | void = () => {}): Promise<[RpcServer, RpcServer]> {
    const one = async (host: string, port = 0) =>
      keep(await listenRpc(async () => (await handle(host), new TextEncoder().encode(host)), { host, port }));
    const first = await one("127.0.0.1");
    return [first, await one("127.0.0.2", first.port)];
  }
  const names = async (client: GrpcClient, target: string, count: number): Promise<string[]> => {
    const answers = await Promise.all(Array.from({ length: count }, () => client.call(callTo(target))));
    return answers.map(({ body }) => new TextDecoder().decode(body));
  };
  const BOTH = ["127.0.0.1", "127.0.0.2"];

  test("share the calls", async () => {
    const [{ port }] = await pair();
    const client = clientOf(BOTH);
    const target = `grpc://unit:${port}`;
    await names(client, target, 10);
    const asked = await names(client, target, 100);
    const ofFirst = asked.filter((name) => name === "127.0.0.1").length;
    expect(ofFirst).toBeGreaterThan(30);
    expect(ofFirst).toBeLessThan(70);
    // One after the other they take turns as well.
    const single = new Set<string>();
    for (let i = 0; i < 10; i++) single.add((await names(client, target, 1))[0]!);
    expect([...single].toSorted()).toEqual(BOTH);
  });

  test("give more calls to the one that answers", async () => {
    const [{ port }] = await pair((name) => sleep(name === "127.0.0.1" ? 100 : 1));
    const client = clientOf(BOTH);
    const target = `grpc://unit:${port}`;
    await names(client, target, 2);
    await sleep(20);
    const asked: string[] = [];
    const worker = async () => {
      for (let i = 0; i < 10; i++) asked.push(...(await names(client, target, 1)));
    };
    await Promise.all(Array.from({ length: 4 }, worker));
    expect(asked.filter((name) => name === "127.0.0.2").length).toBeGreaterThan(25);
  });

  test("go on when one of them dies", async () => {
    const [first, second] = await pair(() => sleep(2));
    const client = clientOf(BOTH);
    const target = `grpc://unit:${first.port}`;
    await names(client, target, 20);
    const outcomes: string[] = [];
    const worker = async () => {
      for (let i = 0; i < 100; i++) {
        outcomes.push(
          await client.call(callTo(target)).then(
            () => "ok",
            (error) => error.code,
          ),
        );
      }
    };
    const work = Promise.all(Array.from({ length: 8 }, worker));
    await sleep(50);
    await second.close();
    await work;
    // Only what was under way on the dead one is lost: nobody knows whether it has acted on it.
    expect(outcomes.filter((outcome) => outcome !== "ok").length).toBeLessThanOrEqual(8);
    expect(outcomes.filter((outcome) => outcome !== "ok").every((code) => code === "UNAVAILABLE")).toBe(true);
    expect(new Set(await names(client, target, 20))).toEqual(new Set(["127.0.0.1"]));
  });

  test("go on when one of them was dead from the start, and take it in when it comes up", async () => {
    const first = await echo();
    const client = clientOf(BOTH, { backOffMs: 30 });
    const target = `grpc://unit:${first.port}`;
    const errors = await Promise.all(Array.from({ length: 50 }, () => client.call(callTo(target))));
    expect(errors.every(({ status }) => status === 0)).toBe(true);
    const late = await echo({ host: "127.0.0.2", port: first.port });
    for (let i = 0; i < 100 && late.opened === 0; i++) {
      await client.call(callTo(target));
      await sleep(10);
    }
    expect(late.opened).toBe(1);
  });

  test("do not wait for the one that does not answer", async () => {
    const first = await echo();
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(first.port, "127.0.0.2", resolve));
    keep({ close: () => silent.close() });
    const client = clientOf(["127.0.0.2", "127.0.0.1"]);
    const started = performance.now();
    for (let i = 0; i < 10; i++) await client.call(callTo(`grpc://unit:${first.port}`));
    expect(performance.now() - started).toBeLessThan(1500);
    client.close();
  });

  test("are looked up again: new ones join, those that are gone are left", async () => {
    const [first] = await pair();
    let addresses = ["127.0.0.1"];
    const client = clientOf(() => addresses, { resolveMs: 30 });
    const target = `grpc://unit:${first.port}`;
    expect(new Set(await names(client, target, 10))).toEqual(new Set(["127.0.0.1"]));
    addresses = ["127.0.0.2"];
    await sleep(40);
    const found = new Set<string>();
    for (let i = 0; i < 50 && !found.has("127.0.0.2"); i++) {
      for (const name of await names(client, target, 1)) found.add(name);
      await sleep(5);
    }
    expect(new Set(await names(client, target, 10))).toEqual(new Set(["127.0.0.2"]));
    await until(() => first.sockets.size === 0);
  });
});
