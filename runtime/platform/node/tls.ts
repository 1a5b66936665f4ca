/**
 * The certificate of a server, read from files and read again when they change. A file of its own,
 * loaded when a server has one.
 * @module
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { createServer } from "node:https";
import type { Server, ServerOptions } from "node:https";
import type { RequestListener } from "node:http";
import type { Logger } from "../../host.ts";
import { readText } from "./files.ts";
import { createJsonLogger } from "./logger.ts";

export interface TlsOptions {
  /** Path of the certificate in PEM form, its intermediates behind it. */
  readonly cert: string;
  /** Path of its private key in PEM form. */
  readonly key: string;
  /** Path of the authorities, in PEM form, that clients' certificates must be from. Default: clients need none. */
  readonly ca?: string | undefined;
  /** Milliseconds between two looks at the files. Default 10,000. */
  readonly reloadMs?: number | undefined;
  /** Told of new certificates, and of those that cannot be used. Default standard error. */
  readonly logger?: Logger | undefined;
}

/** Kubernetes swaps the files of a secret about once in a minute. */
const RELOAD_MS = 10_000;
const HANDSHAKE_MS = 20_000;

interface Pems {
  readonly cert: string;
  readonly key: string;
  readonly ca: string | undefined;
}

export class Certificates {
  readonly #options: TlsOptions;
  readonly #logger: Logger;
  readonly #servers: Server[] = [];
  #current: Pems;
  /** The content that was looked at last, whether it could be used or not. */
  #seen: string;
  /** What was said last about files that cannot be read; undefined while they can. */
  #told: string | undefined = undefined;
  #timer: NodeJS.Timeout | undefined = undefined;

  /** Reads the files. @throws Error that names the file and what is wrong with it */
  static async read(options: TlsOptions): Promise<Certificates> {
    return new Certificates(options, await readPems(options));
  }

  private constructor(options: TlsOptions, pems: Pems) {
    check(pems, options);
    this.#options = options;
    this.#logger = options.logger ?? createJsonLogger("info");
    this.#current = pems;
    this.#seen = JSON.stringify(pems);
  }

  /** A server with this certificate, now and when it changes; speaks HTTP/2 with who can. */
  createServer(options: ServerOptions, listener: RequestListener): Server {
    const hasAuthority = this.#current.ca !== undefined;
    const server = createServer(
      {
        ...options,
        ...this.#current,
        ALPNProtocols: ["h2", "http/1.1"],
        handshakeTimeout: HANDSHAKE_MS,
        requestCert: hasAuthority,
        rejectUnauthorized: hasAuthority,
      },
      listener,
    );
    this.#servers.push(server);
    this.#timer ??= setInterval(() => void this.#look(), this.#options.reloadMs ?? RELOAD_MS).unref();
    return server;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  // By content: links are swapped in more ways than times of change tell.
  async #look(): Promise<void> {
    try {
      const pems = await readPems(this.#options);
      this.#told = undefined;
      const seen = JSON.stringify(pems);
      if (seen === this.#seen) return;
      this.#seen = seen;
      check(pems, this.#options);
      for (const server of this.#servers) server.setSecureContext(pems);
      this.#current = pems;
      const { validTo } = new X509Certificate(pems.cert);
      this.#logger.log("info", "new TLS certificate in use", { cert: this.#options.cert, validTo });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      // A file that stays missing would be told again and again; one that was read is known by its content.
      if (text === this.#told) return;
      if (!(error instanceof BadPair)) this.#told = text;
      this.#logger.log("warn", "the new TLS certificate cannot be used, the old one stays", { error });
    }
  }
}

/** The files were read and do not fit. */
class BadPair extends Error {}

async function readPems({ cert, key, ca }: TlsOptions): Promise<Pems> {
  const read = (what: string, path: string): Promise<string> =>
    readText(path).catch((error: NodeJS.ErrnoException) => {
      const reason = error.code === "ENOENT" ? "no such file" : error.message;
      throw new Error(`TLS ${what} ${path} cannot be read: ${reason}`, { cause: error });
    });
  const [certPem, keyPem, caPem] = await Promise.all([
    read("certificate", cert),
    read("key", key),
    ca === undefined ? undefined : read("authorities", ca),
  ]);
  return { cert: certPem, key: keyPem, ca: caPem };
}

function check(pems: Pems, paths: TlsOptions): void {
  const certificate = parse(
    () => new X509Certificate(pems.cert),
    `TLS certificate ${paths.cert}: expected a certificate`,
  );
  const key = parse(
    () => createPrivateKey(pems.key),
    `TLS key ${paths.key}: expected a private key without a password`,
  );
  if (pems.ca !== undefined) {
    const { ca } = pems;
    parse(() => new X509Certificate(ca), `TLS authorities ${paths.ca}: expected certificates`);
  }
  if (certificate.checkPrivateKey(key)) return;
  throw new BadPair(`TLS key ${paths.key} does not belong to certificate ${paths.cert}`);
}

function parse<T>(read: () => T, expected: string): T {
  try {
    return read();
  } catch (error) {
    throw new BadPair(`${expected} in PEM form: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
