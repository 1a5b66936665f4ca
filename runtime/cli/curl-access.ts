/** How curl gets into a server with a certificate or keys, so that the line that is shown works as it stands. @module */
import { isIP } from "node:net";
import { resolve } from "node:path";
import type { TlsOptions } from "../platform/node/tls.ts";
import { isLasting, readOptionFile } from "./option-file.ts";
import { toKeys } from "./security.ts";
import type { AuthFlags } from "./security.ts";

export interface CurlAccess {
  /** The server as its certificate calls it. */
  readonly url: string;
  /** Options of curl, as words of a shell. */
  readonly options: readonly string[];
}

/** A server that listens. */
export interface Listening {
  /** Address or name, IPv6 without brackets; undefined when it listens on all of them. */
  readonly host: string | undefined;
  readonly port: number;
}

/** What reaches `server` from this machine, with the first of its keys. Keys are named, never shown. */
export async function curlAccess(
  server: Listening,
  tls: TlsOptions | undefined,
  flags: AuthFlags,
): Promise<CurlAccess> {
  const credentials = await credentialsOf(flags);
  if (tls === undefined) return { url: urlOf("http", server), options: credentials };
  if (!isLasting(tls.cert)) return { url: urlOf("https", server), options: ["--insecure", ...credentials] };
  const trust = await trustIn(tls, server);
  return { url: trust.url, options: [...trust.options, ...credentials] };
}

/** `http://localhost:8000`, by the address that a server was told to listen on. */
export function urlOf(scheme: string, server: Listening): string {
  return `${scheme}://${addressOf(server)}`;
}

/** `localhost:5001`; IPv6 in brackets. */
export function addressOf({ host = "localhost", port }: Listening): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** A text as one word of a shell. */
export function quote(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

async function trustIn({ cert, ca }: TlsOptions, server: Listening): Promise<CurlAccess> {
  const { X509Certificate } = await import("node:crypto");
  const certificate = new X509Certificate(await readOptionFile("--tls-cert", cert));
  const options = ["--cacert", quote(resolve(cert))];
  if (ca !== undefined) options.push("--cert", "CLIENT.pem", "--key", "CLIENT.key");
  const { host = "localhost", port } = server;
  const isFor = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
  if (isFor !== undefined) {
    return { url: urlOf("https", server), options };
  }
  const name = nameIn(certificate.subjectAltName ?? "", certificate.subject);
  const address = host === "localhost" ? "127.0.0.1" : host;
  options.push("--resolve", quote(`${name}:${port}:${address}`));
  return { url: `https://${name}:${port}`, options };
}

/** A name that a certificate is for. */
function nameIn(alternatives: string, subject: string): string {
  const name = /DNS:([\w*.-]+)/.exec(alternatives)?.[1] ?? /^CN=([\w*.-]+)$/m.exec(subject)?.[1] ?? "localhost";
  return name.replace(/^\*/, "www");
}

async function credentialsOf({ apiKeys: path, jwtKeys }: AuthFlags): Promise<readonly string[]> {
  if (path !== undefined && !isLasting(path)) return ["-H", '"x-api-key: $KEY"'];
  if (path !== undefined) {
    const text = await readOptionFile("--api-keys", path);
    const file = quote(resolve(path));
    const isPlain = text.split("\n", 1)[0] === toKeys(text)[0];
    // Any other file is brought into the plain form first.
    const first = isPlain ? `head -n 1 ${file}` : `tr ',\\r' '\\n\\n' < ${file} | grep -m 1 '[^ ]'`;
    return ["-H", `"x-api-key: $(${first})"`];
  }
  if (process.env["ZEROHOP_API_KEYS"]) return ["-H", `"x-api-key: \${ZEROHOP_API_KEYS%%,*}"`];
  return jwtKeys === undefined ? [] : ["-H", '"Authorization: Bearer $TOKEN"'];
}
