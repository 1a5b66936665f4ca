/** Certificates: of both ports, of clients, and new ones while connections are open. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { ChannelCredentials } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import type { Logger } from "../../../runtime/host.ts";
import type { TlsOptions } from "../../../runtime/platform/node/tls.ts";
import { Seldon } from "../../../runtime/proto/generated/seldon/prediction_pb.js";
import { atEnd, connect, serveGraph } from "../../clients/served.ts";
import { deferred, failureOf, sleep } from "../../support/manifests.ts";

const FOLDER = new URL("../../clients/certificates/", import.meta.url).pathname;
const CA = readFileSync(join(FOLDER, "ca.pem"));
const echo = { model: { predict: (X: unknown) => X } };
const text = { dataOneof: { case: "strData" as const, value: "x" } };
const { predict } = Seldon.method;

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "zerohop-tls-"));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A secret as Kubernetes mounts it: files are links into a folder that a link names. */
function mount(folder: string, name: string, version: number): TlsOptions {
  const data = join(folder, `..${version}`);
  mkdirSync(data);
  copyFileSync(join(FOLDER, `${name}.pem`), join(data, "tls.crt"));
  copyFileSync(join(FOLDER, `${name}.key`), join(data, "tls.key"));
  symlinkSync(data, join(folder, `next${version}`));
  renameSync(join(folder, `next${version}`), join(folder, "..data"));
  if (version === 1) for (const file of ["tls.crt", "tls.key"]) symlinkSync(join("..data", file), join(folder, file));
  return { cert: join(folder, "tls.crt"), key: join(folder, "tls.key"), reloadMs: 20 };
}

/** The name in the certificate that a new connection is shown, and what is spoken on it. */
function look(port: number, protocols: string[] = []): Promise<[string, string | false | null]> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: "127.0.0.1", ca: CA, ALPNProtocols: protocols }, () => {
      const { subject } = socket.getPeerCertificate();
      resolve([subject.CN, socket.alpnProtocol]);
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

function live(port: number, options: object = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = httpsRequest(
      { port, host: "127.0.0.1", path: "/live", ca: CA, agent: false, ...options },
      (response) => {
        response.resume();
        resolve(response.statusCode!);
      },
    );
    call.on("error", reject);
    call.end();
  });
}

interface Line {
  readonly level: string;
  readonly message: string;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

function createLog(): { lines: Line[]; logger: Logger } {
  const lines: Line[] = [];
  return { lines, logger: { log: (level, message, fields) => void lines.push({ level, message, fields }) } };
}

const first: TlsOptions = { cert: join(FOLDER, "first.pem"), key: join(FOLDER, "first.key") };

describe("serve() with a certificate", () => {
  test("speaks TLS on both ports: REST, gRPC, and what the client asks for", async () => {
    const { port, grpcPort } = await serveGraph(echo, { serve: { tls: first, grpcPort: 0 } });
    for (const each of [port, grpcPort]) {
      expect(await live(each)).toBe(200);
      const client = connect(each, ChannelCredentials.createSsl(CA));
      expect((await client.ask(predict, text)).message.dataOneof.value).toBe("x");
      expect(await look(each, ["h2", "http/1.1"])).toEqual(["first", "h2"]);
      expect(await look(each, ["http/1.1"])).toEqual(["first", "http/1.1"]);
      expect(await look(each)).toEqual(["first", false]);
    }
    const plain = connect(port);
    expect((await plain.failure(predict, text)).code).toBe(14);
  });

  test("uses a new pair for new connections, and open ones go on", async () => {
    const folder = temporary();
    const { lines, logger } = createLog();
    const { port } = await serveGraph(echo, { serve: { tls: { ...mount(folder, "first", 1), logger } } });
    const client = connect(port, ChannelCredentials.createSsl(CA));
    await client.ask(predict, text);
    expect((await look(port))[0]).toBe("first");
    mount(folder, "second", 2);
    while (lines.length === 0) await sleep(5);
    expect(lines[0]).toMatchObject({ level: "info", message: "new TLS certificate in use" });
    expect((await look(port))[0]).toBe("second");
    expect((await client.ask(predict, text)).message.dataOneof.value).toBe("x");
  });

  test("keeps the old pair when the new one is broken, says so once, and takes the next", async () => {
    const folder = temporary();
    const { lines, logger } = createLog();
    const tls = { ...mount(folder, "first", 1), logger };
    const { port } = await serveGraph(echo, { serve: { tls } });
    rmSync(tls.cert);
    copyFileSync(join(FOLDER, "second.pem"), tls.cert);
    while (lines.length === 0) await sleep(5);
    await sleep(100);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: "warn",
      message: "the new TLS certificate cannot be used, the old one stays",
    });
    expect(String(lines[0]!.fields?.["error"])).toContain(`does not belong to certificate ${tls.cert}`);
    expect((await look(port))[0]).toBe("first");
    rmSync(tls.key);
    while (lines.length === 1) await sleep(5);
    expect(String(lines[1]!.fields?.["error"])).toContain("no such file");
    copyFileSync(join(FOLDER, "second.key"), tls.key);
    while (lines.length === 2) await sleep(5);
    expect(lines[2]!.message).toBe("new TLS certificate in use");
    expect((await look(port))[0]).toBe("second");
  });

  test("lets calls that are under way end on their connection while the pair changes", async () => {
    const folder = temporary();
    const { lines, logger } = createLog();
    const answer = deferred<unknown>();
    const asked = deferred();
    const slow = {
      predict(X: unknown) {
        asked.resolve();
        return answer.promise.then(() => X);
      },
    };
    const tls = { ...mount(folder, "first", 1), logger };
    const { port } = await serveGraph({ model: slow }, { serve: { tls } });
    const running = connect(port, ChannelCredentials.createSsl(CA)).ask(predict, text);
    await asked.promise;
    mount(folder, "second", 2);
    while (lines.length === 0) await sleep(5);
    expect((await look(port))[0]).toBe("second");
    answer.resolve(undefined);
    expect((await running).message.dataOneof.value).toBe("x");
  });

  test("says each time that a file is gone, and nothing when it is back as it was", async () => {
    const folder = temporary();
    const { lines, logger } = createLog();
    const tls = { ...mount(folder, "first", 1), logger };
    await serveGraph(echo, { serve: { tls } });
    const looks = async (): Promise<void> => {
      const before = ticks;
      while (ticks < before + 3) await sleep(5);
    };
    let ticks = 0;
    const timer = setInterval(() => ticks++, tls.reloadMs);
    atEnd(() => clearInterval(timer));
    for (const told of [1, 2]) {
      rmSync(tls.cert);
      while (lines.length < told) await sleep(5);
      await looks();
      copyFileSync(join(FOLDER, "first.pem"), tls.cert);
      await looks();
    }
    expect(lines.map(({ level }) => level)).toEqual(["warn", "warn"]);
    for (const { fields } of lines) expect(String(fields?.["error"])).toContain("no such file");
  });

  test("asks clients for a certificate where there are authorities for it", async () => {
    const { port } = await serveGraph(echo, { serve: { tls: { ...first, ca: join(FOLDER, "ca.pem") } } });
    const key = readFileSync(join(FOLDER, "client.key"));
    const cert = readFileSync(join(FOLDER, "client.pem"));
    await failureOf(() => live(port));
    expect(await live(port, { key, cert })).toBe(200);
    const nobody = connect(port, ChannelCredentials.createSsl(CA));
    expect((await nobody.failure(predict, text)).code).toBe(14);
    const known = connect(port, ChannelCredentials.createSsl(CA, key, cert));
    expect((await known.ask(predict, text)).message.dataOneof.value).toBe("x");
  });

  test.each<[string, () => Partial<TlsOptions>, RegExp]>([
    [
      "a file is missing",
      () => ({ cert: "/nowhere/tls.crt" }),
      /^TLS certificate \/nowhere\/tls.crt cannot be read: no such file$/,
    ],
    [
      "the key is of another certificate",
      () => ({ key: join(FOLDER, "second.key") }),
      /^TLS key .*second.key does not belong to certificate .*first.pem$/,
    ],
    [
      "the certificate is none",
      () => ({ cert: first.key }),
      /^TLS certificate .*first.key: expected a certificate in PEM form: /,
    ],
    [
      "the key is none",
      () => ({ key: first.cert }),
      /^TLS key .*first.pem: expected a private key without a password in PEM form: /,
    ],
    [
      "the authorities are none",
      () => {
        const ca = join(temporary(), "ca.pem");
        writeFileSync(ca, "nothing");
        return { ca };
      },
      /^TLS authorities .*ca.pem: expected certificates in PEM form: /,
    ],
  ])("says at the start that %s", async (_, changes, words) => {
    const error = await failureOf(() => serveGraph(echo, { serve: { tls: { ...first, ...changes() } } }));
    expect(error.message).toMatch(words);
  });
});
