/** Posts JSON to servers, with private authorities where it has to be. @module */
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { ClientAccess } from "./access.ts";
import { unreachable } from "./unreachable.ts";

export interface Posted {
  readonly status: number;
  readonly text: string;
}

export interface Poster {
  /** @throws Error saying why there is no answer, and what may help */
  post(url: URL, body: string, timeoutMs: number): Promise<Posted>;
  /** Ends the connections that it keeps. */
  close(): void;
}

/** Largest answer. */
const MAX_BYTES = 512 * 1024 * 1024;

/** Makes a poster; nothing is opened before the first request. */
export function createPoster({ headers, ca }: ClientAccess): Poster {
  const plain = new HttpAgent({ keepAlive: true });
  // As for curl, an authority may be the server's own certificate.
  const secure = new HttpsAgent({ keepAlive: true, ...(ca !== undefined && { ca, allowPartialTrustChain: true }) });
  const send = (url: URL, body: string, timeoutMs: number): Promise<IncomingMessage> =>
    new Promise((settle, reject) => {
      const isSecure = url.protocol === "https:";
      const options = {
        method: "POST",
        headers: { "content-type": "application/json", ...headers, "content-length": Buffer.byteLength(body) },
        agent: isSecure ? secure : plain,
        signal: AbortSignal.timeout(timeoutMs),
      };
      const call = isSecure ? httpsRequest(url, options) : httpRequest(url, options);
      call.on("response", settle).on("error", reject);
      call.end(body);
    });
  return {
    async post(url, body, timeoutMs) {
      try {
        const response = await send(url, body, timeoutMs);
        const text = await readText(response);
        return { status: response.statusCode!, text: redirection(response) ?? text };
      } catch (error) {
        throw unreachable(url, error, timeoutMs);
      }
    },
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

/** What a redirect says, whose page would say less. */
function redirection({ statusCode = 0, headers }: IncomingMessage): string | undefined {
  const isRedirect = statusCode >= 300 && statusCode < 400 && headers.location !== undefined;
  return isRedirect ? `The server answered ${statusCode}: use ${headers.location}` : undefined;
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error(`the answer is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
