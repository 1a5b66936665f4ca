/** Processes that are not Node's: a line in, a line out. @module */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { stopProcess } from "../processes.ts";
import type { Engine } from "./engine.ts";

/** The line that says a process is ready. */
const READY = "ready";
const LAST_WORDS = 400;

/** A program that answers `answers ROWS` with numbers and `measure ROWS MS` with microseconds. */
export class LineProcess implements Engine {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #said = "";

  constructor(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const env = { ...process.env, ...environment };
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env });
    this.#child.stdin!.on("error", () => {});
    this.#child.on("error", (error) => void (this.#said += error.message));
    this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#said = (this.#said + text).slice(-LAST_WORDS);
    });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  /** @throws Error with its last words when it ends before it is ready */
  async ready(): Promise<this> {
    const line = await this.#next();
    if (line !== READY) throw new Error(line);
    return this;
  }

  async answers(rows: number): Promise<readonly number[]> {
    this.#child.stdin!.write(`answers ${rows}\n`);
    return (await this.#next()).split(" ").map(Number);
  }

  async measure(batch: number, durationMs: number): Promise<number> {
    this.#child.stdin!.write(`measure ${batch} ${durationMs}\n`);
    return Number(await this.#next());
  }

  stop(): Promise<void> {
    return stopProcess(this.#child);
  }

  async #next(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done !== true) return value;
    const words = this.#said.trim().split("\n").at(-1)!;
    throw new Error(words === "" ? "it ended without a word" : words);
  }
}
