import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables of the command, beside those of this process. */
export type Environment = Readonly<Record<string, string>>;

/** Runs the built command to its end. */
export async function zerohop(args: readonly string[], input = "", env: Environment = {}): Promise<Finished> {
  const child = start(args, env);
  child.stdin!.end(input);
  const [stdout, stderr] = [collect(child, "stdout"), collect(child, "stderr")];
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stdout: stdout(), stderr: stderr() };
}

/** Starts a serving command and waits until its output names the URL. */
export async function serving(
  args: readonly string[],
  env: Environment = {},
): Promise<{ url: string; text: () => string; stop: () => Promise<number | null> }> {
  const child = start(args, env);
  const [stdout, stderr] = [collect(child, "stdout"), collect(child, "stderr")];
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout!.on("data", () => {
      const found = /https?:\/\/localhost:\d+/.exec(stdout());
      if (found !== null) resolve(found[0]);
    });
    void closed.then(() => reject(new Error(`ended before it served: ${stderr()}`)));
  });
  const stop = async (): Promise<number | null> => {
    child.kill("SIGTERM");
    return closed;
  };
  return { url, text: stdout, stop };
}

function start(args: readonly string[], env: Environment): ChildProcess {
  const options = { cwd: root, stdio: "pipe", env: { ...process.env, ...env } } as const;
  return spawn(process.execPath, ["dist/cli/main.js", ...args], options);
}

function collect(child: ChildProcess, stream: "stdout" | "stderr"): () => string {
  let text = "";
  child[stream]!.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  return () => text;
}
