/**
 * The least that Node needs to answer a prediction: a bare server that parses the request, looks
 * the answer up, gives it a fresh puid and writes it, with the headers that Zerohop writes. Headers go
 * as a flat list, the form that Node writes fastest.
 * @module
 */
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { announce, answerQuestions, readSettings } from "../ask.ts";

export interface BareSettings {
  /** The answer by the first number of the row. */
  readonly answers: readonly (readonly [number, { readonly meta: { puid?: string } }])[];
  readonly headers: Readonly<Record<string, string>>;
  /** Where to listen; any free port when absent. */
  readonly port?: number;
}

const { answers, headers, port = 0 } = readSettings() as BareSettings;
const known = new Map(answers);
const fixedHeaders = Object.entries(headers).flat();

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    const { data } = JSON.parse(bytes.toString()) as { data: { ndarray: number[][] } };
    const answer = known.get(data.ndarray[0]![0]!)!;
    const puid = randomUUID();
    answer.meta.puid = puid;
    const body = JSON.stringify(answer);
    const length = String(Buffer.byteLength(body));
    response.writeHead(200, [...fixedHeaders, "seldon-puid", puid, "content-length", length]);
    response.end(body);
  });
});

server.listen(port, () => {
  answerQuestions({});
  announce((server.address() as AddressInfo).port);
});
