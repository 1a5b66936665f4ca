/**
 * A Redis for tests on machines that have none: the commands that the runtime sends, over a real
 * socket, and outages on demand.
 */
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";

type Reply = string | number | null | Error | readonly Reply[] | Map<string, string> | Set<string>;
type Value = string | Map<string, string> | Set<string>;

/** What belongs to one connection. */
interface Session {
  readonly socket: Socket;
  readonly channels: Set<string>;
  readonly watched: Map<string, number>;
  queued: string[][] | undefined;
  isTrusted: boolean;
}

export class TestRedis {
  readonly data = new Map<string, Value>();
  /** Seconds of EXPIRE and EX by key. */
  readonly expiries = new Map<string, number>();
  /** Every command that was carried out. */
  readonly log: string[][] = [];
  /** Carries out the next EXEC, but ends the connection instead of answering it. */
  losesNextAnswer = false;
  /** Carries out nothing and answers nothing. */
  isFrozen = false;
  readonly #password: string | undefined;
  readonly #sessions = new Set<Session>();
  readonly #changes = new Map<string, number>();
  #server: Server | undefined = undefined;
  #port = 0;

  constructor(password?: string) {
    this.#password = password;
  }

  get url(): string {
    return `redis://${this.#password === undefined ? "" : `:${this.#password}@`}127.0.0.1:${this.#port}`;
  }

  /** Listens, after a stop() on the same port and with the same data. */
  async start(): Promise<this> {
    const server = createServer((socket) => this.#connect(socket));
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  /** Ends every connection and takes no more. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => (this.#server === undefined ? resolve(0) : this.#server.close(resolve)));
    this.#server = undefined;
    for (const { socket } of this.#sessions) socket.destroy();
    await closed;
  }

  #connect(socket: Socket): void {
    const isTrusted = this.#password === undefined;
    const session: Session = { socket, channels: new Set(), watched: new Map(), queued: undefined, isTrusted };
    this.#sessions.add(session);
    let buffer = "";
    socket.setNoDelay();
    socket.setEncoding("latin1").on("data", (chunk) => {
      buffer += String(chunk);
      for (let parsed = readCommand(buffer); parsed !== undefined; parsed = readCommand(buffer)) {
        buffer = buffer.slice(parsed.length);
        if (!this.isFrozen) this.#receive(session, parsed.command);
      }
    });
    socket.on("error", () => {}).on("close", () => this.#sessions.delete(session));
  }

  #receive(session: Session, command: string[]): void {
    const name = command[0]!.toUpperCase();
    const isLost = name === "EXEC" && this.losesNextAnswer;
    const reply = this.#answer(session, name, command.slice(1));
    if (isLost) {
      this.losesNextAnswer = false;
      session.socket.destroy();
    } else if (reply !== undefined) session.socket.write(encode(reply), "latin1");
  }

  #answer(session: Session, name: string, args: string[]): Reply | undefined {
    const auth = args.findIndex((arg) => arg.toUpperCase() === "AUTH");
    if (name === "HELLO" && auth >= 0) session.isTrusted = args[auth + 2] === this.#password;
    if (!session.isTrusted) return new Error("WRONGPASS invalid username-password pair or user is disabled.");
    if (session.queued !== undefined && name !== "EXEC" && name !== "DISCARD") {
      session.queued.push([name, ...args]);
      return "QUEUED";
    }
    if (name === "SUBSCRIBE") {
      for (const channel of args) {
        session.channels.add(channel);
        session.socket.write(`>3\r\n${bulk("subscribe")}${bulk(channel)}:${session.channels.size}\r\n`, "latin1");
      }
      return undefined;
    }
    if (name === "WATCH") for (const key of args) session.watched.set(key, this.#changes.get(key) ?? 0);
    if (name === "MULTI") session.queued = [];
    if (name === "UNWATCH") session.watched.clear();
    if (name === "EXEC") return this.#execute(session);
    return this.#carryOut(name, args);
  }

  #execute(session: Session): Reply {
    const { queued = [], watched } = session;
    const isChanged = [...watched].some(([key, version]) => (this.#changes.get(key) ?? 0) !== version);
    session.queued = undefined;
    watched.clear();
    if (isChanged) return null;
    return queued.map(([name, ...args]) => this.#carryOut(name!, args));
  }

  #carryOut(name: string, args: string[]): Reply {
    this.log.push([name, ...args]);
    const [key = "", ...rest] = args;
    const touch = (): void => void this.#changes.set(key, (this.#changes.get(key) ?? 0) + 1);
    switch (name) {
      case "GET":
        return (this.data.get(key) as string | undefined) ?? null;
      case "SET":
        touch();
        this.data.set(key, rest[0]!);
        if (rest[1] === "EX") this.expiries.set(key, Number(rest[2]));
        return "OK";
      case "HGETALL":
        return (this.data.get(key) as Map<string, string> | undefined) ?? new Map<string, string>();
      case "HSET":
        touch();
        this.#hash(key).set(rest[0]!, rest[1]!);
        return 1;
      case "HINCRBYFLOAT": {
        const sum = Number(this.#hash(key).get(rest[0]!) ?? 0) + Number(rest[1]);
        if (!Number.isFinite(sum)) return new Error("ERR hash value is not a float");
        touch();
        this.#hash(key).set(rest[0]!, String(sum));
        return String(sum);
      }
      case "SADD":
        touch();
        this.data.set(key, new Set([...((this.data.get(key) as Set<string> | undefined) ?? []), ...rest]));
        return 1;
      case "SMEMBERS":
        return (this.data.get(key) as Set<string> | undefined) ?? new Set<string>();
      case "EXPIRE":
        this.expiries.set(key, Number(rest[0]));
        return 1;
      case "PUBLISH":
        return this.#publish(key, rest[0]!);
      case "FLUSHALL":
        for (const known of this.data.keys()) this.#changes.set(known, (this.#changes.get(known) ?? 0) + 1);
        this.data.clear();
        return "OK";
      case "HELLO":
        return new Map([["server", "redis"]]);
      case "PING":
        return "PONG";
      case "MULTI":
      case "WATCH":
      case "UNWATCH":
      case "SELECT":
      case "CLIENT":
        return "OK";
      default:
        return new Error(`ERR unknown command '${name}'`);
    }
  }

  #hash(key: string): Map<string, string> {
    const hash = (this.data.get(key) as Map<string, string> | undefined) ?? new Map<string, string>();
    this.data.set(key, hash);
    return hash;
  }

  #publish(channel: string, message: string): number {
    const heard = [...this.#sessions].filter(({ channels }) => channels.has(channel));
    for (const { socket } of heard) socket.write(`>3\r\n${bulk("message")}${bulk(channel)}${bulk(message)}`, "latin1");
    return heard.length;
  }
}

// Commands come as lists of texts, each with its length in bytes.
function readCommand(buffer: string): { readonly command: string[]; readonly length: number } | undefined {
  const head = /^\*(\d+)\r\n/.exec(buffer);
  if (head === null) return undefined;
  const command: string[] = [];
  let at = head[0].length;
  for (let left = Number(head[1]); left > 0; left--) {
    const size = /^\$(\d+)\r\n/.exec(buffer.slice(at, at + 20));
    if (size === null) return undefined;
    const start = at + size[0].length;
    at = start + Number(size[1]) + 2;
    if (at > buffer.length) return undefined;
    command.push(Buffer.from(buffer.slice(start, at - 2), "latin1").toString("utf8"));
  }
  return { command, length: at };
}

function encode(reply: Reply): string {
  if (reply === null) return "_\r\n";
  if (reply instanceof Error) return `-${reply.message}\r\n`;
  if (typeof reply === "number") return `:${reply}\r\n`;
  if (typeof reply === "string") return bulk(reply);
  if (reply instanceof Map) return `%${reply.size}\r\n${[...reply].flat().map(encode).join("")}`;
  if (reply instanceof Set) return `~${reply.size}\r\n${[...reply].map(encode).join("")}`;
  return `*${reply.length}\r\n${reply.map(encode).join("")}`;
}

function bulk(text: string): string {
  const bytes = Buffer.from(text).toString("latin1");
  return `$${bytes.length}\r\n${bytes}\r\n`;
}
