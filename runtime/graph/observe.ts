/**
 * Watching the units of a plan: where metrics, traces and payload logs hook in. Who watches is asked
 * once for each place where a plan calls a unit, when it is compiled: that is the time to allocate
 * label sets. A call that nobody watches costs nothing.
 * @module
 */
import { isPromise, toPromise } from "../eventually.ts";
import type { Message } from "../message/message.ts";
import type { Answer, MessageVerb, UnitContext } from "../units/unit.ts";
import type { BoundUnit } from "./bound-unit.ts";

/** Watches one place where a plan calls a unit. Its methods must not throw. */
export interface CallObserver {
  /**
   * Before each call.
   * @param input what the unit gets: one message, or those of all children
   * @returns anything; `leave` of the same call gets it back: a start time, a span
   */
  enter(input: Message | readonly Message[], context: UnitContext): unknown;
  /**
   * When the unit is done, once for each `enter`. A unit that missed its deadline may be done long
   * after its request; what its failure policy answers instead is not seen here.
   * @param error what it threw, undefined when it answered
   */
  leave(entered: unknown, error?: unknown, answer?: Message): void;
}

/** Asked once for each node and verb that the plan calls; undefined when nobody watches. */
export type Observe = (node: BoundUnit, verb: MessageVerb | "aggregate") => CallObserver | undefined;

type Invoke<Input> = (input: Input, context: UnitContext) => Answer;

/** `invoke` with its observer around it. */
export function observed<Input extends Message | readonly Message[]>(
  invoke: Invoke<Input>,
  observer: CallObserver,
): Invoke<Input> {
  return (input, context) => {
    const entered = observer.enter(input, context);
    const answered = (answer: Message): Message => {
      observer.leave(entered, undefined, answer);
      return answer;
    };
    const failed = (error: unknown): never => {
      observer.leave(entered, error);
      throw error;
    };
    let answer: Answer;
    try {
      answer = invoke(input, context);
    } catch (error) {
      return failed(error);
    }
    return isPromise(answer) ? toPromise(answer).then(answered, failed) : answered(answer);
  };
}
