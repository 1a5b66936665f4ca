/** Says on standard error how far a comparison is: at once in a terminal, elsewhere only when it takes long. @module */

/** Where progress is written. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const TERMINAL_MS = 500;
/** A log is read later: a line now and then is enough. */
const LOG_MS = 10_000;

/**
 * @param count requests that are done
 * @returns ends it, and takes the line off a terminal again
 */
export function startProgress(count: () => number, output: ProgressOutput): () => void {
  const isTerminal = output.isTTY === true;
  const started = performance.now();
  let isShown = false;
  const print = (): void => {
    const done = count();
    const seconds = (performance.now() - started) / 1000;
    const text = `${done} ${done === 1 ? "request" : "requests"}, ${Math.round(done / seconds)} a second`;
    output.write(isTerminal ? `\r${text} ` : `${text}\n`);
    isShown = true;
  };
  const timer = setInterval(print, isTerminal ? TERMINAL_MS : LOG_MS);
  timer.unref?.();
  return () => {
    clearInterval(timer);
    if (isShown && isTerminal) output.write("\r\u001b[K");
  };
}
