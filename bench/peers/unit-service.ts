/**
 * One unit as a service of its own: a plain HTTP server that speaks the protocol of Seldon's
 * language wrapper. It does no more than it must, to be as fast a service as Node allows.
 * @module
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { announce, answerQuestions, readSettings } from "../ask.ts";
import { COMPONENTS } from "../graphs.ts";

export interface UnitServiceSettings {
  readonly unit: string;
}

interface SeldonMessage {
  readonly data: { readonly names?: readonly string[]; readonly ndarray: number[][] };
  readonly meta?: object;
}

const { unit } = readSettings() as UnitServiceSettings;
const component = COMPONENTS[unit]!;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    if (request.url !== "/predict") throw new Error(`An unexpected request: ${request.method} ${request.url}`);
    const { data, meta = {} } = JSON.parse(Buffer.concat(chunks).toString()) as SeldonMessage;
    const ndarray = component.predict(data.ndarray);
    const names = Array.from(ndarray[0]!, (_, column) => `t:${column}`);
    const body = JSON.stringify({ data: { names, ndarray }, meta });
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
});

server.listen(0, "127.0.0.1", () => {
  answerQuestions({});
  announce((server.address() as AddressInfo).port);
});
