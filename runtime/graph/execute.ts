/**
 * Walks the steps of a plan. Nothing here is a promise until a unit returns one.
 * @module
 */
import { isPromise } from "../eventually.ts";
import type { Message } from "../message/message.ts";
import type { Answer } from "../units/unit.ts";
import { SKIPPED } from "./call.ts";
import type { Step } from "./call.ts";
import type { Run } from "./run.ts";

/** Runs steps in order, each on the answer of the one before. */
export function runSequence(steps: readonly Step[], message: Message, run: Run): Answer {
  let current = message;
  for (let at = 0; at < steps.length; at++) {
    const answer = steps[at]!(current, run);
    if (isPromise(answer)) return resume(steps, at + 1, answer, run);
    if (answer === SKIPPED) return SKIPPED;
    current = answer;
  }
  return current;
}

async function resume(steps: readonly Step[], from: number, first: Promise<Message>, run: Run): Promise<Message> {
  let current = await first;
  for (let at = from; at < steps.length && current !== SKIPPED; at++) {
    const answer = steps[at]!(current, run);
    current = isPromise(answer) ? await answer : answer;
  }
  return current;
}

/** Runs every branch on the same message, those that wait side by side; answers in branch order. */
export function fanOut(
  branches: readonly (readonly Step[])[],
  message: Message,
  run: Run,
): readonly Message[] | Promise<readonly Message[]> {
  const answers: Answer[] = [];
  let waits = false;
  try {
    for (const branch of branches) {
      const answer = runSequence(branch, message, run);
      waits ||= isPromise(answer);
      answers.push(answer);
    }
  } catch (error) {
    // The request fails here; its other branches must not fail unheard later.
    for (const answer of answers) if (isPromise(answer)) answer.catch(() => {});
    throw error;
  }
  return waits ? Promise.all(answers as readonly Promise<Message>[]) : (answers as readonly Message[]);
}
