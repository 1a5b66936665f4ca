/**
 * A graph the Seldon way: an orchestrator that calls one service after another over connections
 * that stay open. As Seldon's own, it passes bodies and headers on without reading them, and reads
 * only the last answer, to add puid, routing and request path.
 * @module
 */
import { randomUUID } from "node:crypto";
import { Agent, createServer, request as httpRequest } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { announce, answerQuestions, readSettings, usedCpuUs } from "../ask.ts";
import type { CallOrder, CallTimes } from "../call-times.ts";
import { chainAnswer, ROWS } from "../graphs.ts";
import { percentile } from "../harness.ts";

export interface OrchestratorSettings {
  /** The services in the order in which they are called. */
  readonly services: readonly { readonly unit: string; readonly port: number }[];
}

const { services } = readSettings() as OrchestratorSettings;
const agent = new Agent({ keepAlive: true, noDelay: true });

async function predict(body: Buffer, headers: IncomingHttpHeaders, length: number): Promise<string> {
  const puid = (headers["seldon-puid"] as string | undefined) ?? randomUUID();
  const routing: Record<string, number> = {};
  const requestPath: Record<string, string> = {};
  let current = body;
  for (const { unit, port } of services.slice(0, length)) {
    routing[unit] = -1;
    requestPath[unit] = unit;
    const own = { host: `localhost:${port}`, "seldon-puid": puid, "content-length": current.length };
    current = await post(port, current, { ...headers, ...own });
  }
  const answer = JSON.parse(current.toString()) as { meta?: object };
  return JSON.stringify({ ...answer, meta: { ...answer.meta, puid, requestPath, routing } });
}

function post(port: number, body: Buffer, headers: OutgoingHttpHeaders): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path: "/predict", method: "POST", agent, headers };
    const call = httpRequest(options, (response) => {
      receive(response, (answer) => {
        if (response.statusCode === 200) resolve(answer);
        else reject(new Error(`port ${port} answered with status ${response.statusCode}`));
      });
    });
    call.on("error", reject);
    call.end(body);
  });
}

function receive(message: IncomingMessage, next: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  message.on("data", (chunk: Buffer) => chunks.push(chunk));
  message.on("end", () => next(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
}

/** Times calls one after another from within, so that the client's own connection is not counted. */
async function measure({ units, durationMs }: CallOrder): Promise<CallTimes> {
  const headers = { "content-type": "application/json", accept: "*/*", "user-agent": "zerohop-bench" };
  const bodies = ROWS.map((row) => Buffer.from(JSON.stringify({ data: { ndarray: [row] } })));
  await check(bodies, headers, units);
  const times: number[] = [];
  const cpuBefore = usedCpuUs();
  const until = performance.now() + durationMs;
  for (let now = 0; now < until;) {
    const body = bodies[times.length % bodies.length]!;
    const began = performance.now();
    await predict(body, headers, units);
    now = performance.now();
    times.push((now - began) * 1000);
  }
  const cpuUs = (usedCpuUs() - cpuBefore) / times.length;
  const sorted = Float64Array.from(times);
  return { calls: times.length, p50Us: percentile(sorted, 0.5), p99Us: percentile(sorted, 0.99), cpuUs };
}

async function check(bodies: readonly Buffer[], headers: IncomingHttpHeaders, length: number): Promise<void> {
  const names = services.slice(0, length).map(({ unit }) => unit);
  for (const [index, body] of bodies.entries()) {
    const answer = await predict(body, headers, length);
    const expected = `"ndarray":${JSON.stringify(chainAnswer(names, [ROWS[index]!]))}`;
    if (!answer.includes(expected)) throw new Error(`A wrong answer, expected ${expected}: ${answer}`);
  }
}

const server = createServer((request, response) => {
  receive(request, (body) => {
    predict(body, request.headers, services.length).then(
      (answer) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(answer) });
        response.end(answer);
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
});

server.listen(0, "127.0.0.1", () => {
  answerQuestions({ measure });
  announce((server.address() as AddressInfo).port);
});
