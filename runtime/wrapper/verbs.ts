/**
 * The verbs of one unit, whoever asks: message in, message out, and the meta rules of a hop. How
 * they are asked over HTTP and gRPC stands beside this file.
 * @see contract sections 3.3 and 3.4
 * @module
 */
import { Lifetimes } from "../deployment/lifetime.ts";
import type { RequestLimit } from "../deployment/request-limit.ts";
import { InferenceError } from "../errors.ts";
import { isPromise, toPromise } from "../eventually.ts";
import { Run } from "../graph/run.ts";
import type { HeaderSource } from "../graph/run.ts";
import type { RuntimeHost } from "../host.ts";
import type { Feedback } from "../message/feedback.ts";
import type { Message } from "../message/message.ts";
import { textMessage, withMeta } from "../message/message.ts";
import type { MethodTag } from "../units/component/extras.ts";
import { isRawUnit } from "../units/component/raw.ts";
import type { RawCall, RawVerb } from "../units/component/raw.ts";
import type { Answer, MessageVerb, Unit, UnitContext } from "../units/unit.ts";
import type { WrapperSettings } from "./settings.ts";

const METHOD_TAGS: Readonly<Record<RawVerb, MethodTag>> = {
  predict: "predict",
  transformInput: "inputtransform",
  transformOutput: "outputtransform",
  route: "router",
  aggregate: "aggregate",
  sendFeedback: "feedback",
  healthStatus: "health",
};

/** Who asks: headers or metadata, and how long somebody waits. */
export interface Caller extends HeaderSource {
  /** Aborts when the client goes away. Made on first use. */
  readonly signal: AbortSignal;
  /** Milliseconds that the client waits; unlimited when absent. */
  readonly timeoutMs?: number;
}

export type VerbCall<T> = (given: T, caller: Caller) => Answer;

/** A verb that a unit has in one form, in both, or not at all. */
export class Verb<T> {
  readonly name: RawVerb;
  /** Answers whole messages by itself, and is asked first. */
  readonly raw: RawCall | undefined;
  readonly #call: VerbCall<T> | undefined;

  constructor(name: RawVerb, raw: RawCall | undefined, call: VerbCall<T> | undefined) {
    this.name = name;
    this.raw = raw;
    this.#call = call;
  }

  /** What a raw answer's metrics say that they are of. */
  get tag(): MethodTag {
    return METHOD_TAGS[this.name];
  }

  /** @throws InferenceError INVALID_ARGUMENT when the unit has no such verb */
  get call(): VerbCall<T> {
    if (this.#call !== undefined) return this.#call;
    const words = this.name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    throw new InferenceError("INVALID_ARGUMENT", `${words[0]!.toUpperCase()}${words.slice(1)} not defined`);
  }
}

export class UnitVerbs {
  readonly #unit: Unit;
  readonly #settings: WrapperSettings;
  readonly #host: RuntimeHost;
  readonly #limit: RequestLimit;
  readonly #lifetimes: Lifetimes;

  constructor(unit: Unit, settings: WrapperSettings, host: RuntimeHost, limit: RequestLimit) {
    this.#unit = unit;
    this.#settings = settings;
    this.#host = host;
    this.#limit = limit;
    this.#lifetimes = new Lifetimes(host);
  }

  /** Calls that nobody waits for any more are given less time to end, from now on. */
  hurry(): void {
    this.#lifetimes.hurry();
  }

  /** predict, transformInput, transformOutput or route. */
  message(verb: MessageVerb): Verb<Message> {
    const { unit, raw } = this.#rawOf(verb);
    const own = unit[verb]?.bind(unit);
    if (own === undefined) return new Verb<Message>(verb, raw, undefined);
    return new Verb<Message>(verb, raw, (message, caller) => {
      // A router answers for itself alone, so all of its metrics are its own.
      const passedOn = verb === "route" ? 0 : message.meta.metrics.length;
      return this.#ask(caller, passedOn, (context) => own(message, context));
    });
  }

  aggregate(): Verb<readonly Message[]> {
    const { unit, raw } = this.#rawOf("aggregate");
    const own = unit.aggregate?.bind(unit);
    if (own === undefined) return new Verb<readonly Message[]>("aggregate", raw, undefined);
    return new Verb<readonly Message[]>("aggregate", raw, (messages, caller) => {
      const passedOn = messages.reduce((count, { meta }) => count + meta.metrics.length, 0);
      return this.#ask(caller, passedOn, (context) => own(messages, context));
    });
  }

  feedback(): Verb<Feedback> {
    const { unit, raw } = this.#rawOf("sendFeedback");
    const own = unit.sendFeedback?.bind(unit);
    if (own === undefined) return new Verb<Feedback>("sendFeedback", raw, undefined);
    return new Verb<Feedback>("sendFeedback", raw, (feedback, caller) =>
      this.#ask(caller, 0, (context) => own(feedback, context)),
    );
  }

  /** What the unit says about its health; "healthy" when it says nothing. */
  health(): Verb<undefined> {
    const { unit, raw } = this.#rawOf("healthStatus", false);
    return new Verb<undefined>("healthStatus", raw, (_nothing, caller) =>
      this.#probe(caller, (context) => unit.health?.(context) ?? textMessage("healthy")),
    );
  }

  #rawOf(verb: RawVerb, isLimited: boolean = true): { unit: Unit; raw: RawCall | undefined } {
    const unit = this.#unit;
    const raw = isRawUnit(unit) ? unit.raw(verb) : undefined;
    if (raw === undefined || !isRawUnit(unit)) return { unit, raw };
    return { unit: unit.ordinary, raw: isLimited ? this.#limited(raw) : raw };
  }

  #limited(raw: RawCall): RawCall {
    return (message) => {
      this.#enter();
      let result: unknown;
      try {
        result = raw(message);
      } finally {
        if (!isPromise(result)) this.#limit.leave();
      }
      return isPromise(result) ? toPromise(result).finally(() => this.#limit.leave()) : result;
    };
  }

  #enter(): void {
    this.#limit.check();
    this.#limit.enter();
  }

  #start(caller: Caller): Run {
    const { timeoutMs = Infinity } = caller;
    if (!(timeoutMs > 0)) throw late();
    const deadline = timeoutMs === Infinity ? Infinity : this.#host.now() + timeoutMs;
    return new Run(caller.get("seldon-puid") ?? "", deadline, caller);
  }

  #ask(caller: Caller, passedOn: number, call: (context: UnitContext) => Answer): Answer {
    const run = this.#start(caller);
    this.#enter();
    let answer: Answer | undefined;
    try {
      answer = call(run);
    } finally {
      if (!isPromise(answer)) this.#limit.leave();
    }
    if (!isPromise(answer)) return this.#finish(answer, passedOn);
    // The unit keeps its place until it ends, also when nobody waits for it any more.
    const work = run.track(this.#unit.identity, toPromise(answer));
    const leave = (): void => this.#lifetimes.release(run, () => this.#limit.leave());
    return this.#wait(work, run, caller, passedOn).finally(leave);
  }

  // Probes are no requests: they are answered also when there is no place for one.
  #probe(caller: Caller, call: (context: UnitContext) => Answer): Answer {
    const run = this.#start(caller);
    const answer = call(run);
    return isPromise(answer) ? this.#wait(answer, run, caller, 0) : this.#finish(answer, 0);
  }

  async #wait(answer: Promise<Message>, run: Run, caller: Caller, passedOn: number): Promise<Message> {
    return this.#finish(await wait(answer, run, caller), passedOn);
  }

  // A hop drops the routing, adds itself to the request path and may keep its metrics to itself.
  #finish(answer: Message, passedOn: number): Message {
    const { meta } = answer;
    const { unitId, image, showMetrics } = this.#settings;
    return withMeta(answer, {
      puid: meta.puid,
      tags: meta.tags,
      metrics: showMetrics ? meta.metrics : meta.metrics.slice(0, passedOn),
      requestPath: unitId === undefined ? meta.requestPath : { [unitId]: image, ...meta.requestPath },
      routing: {},
    });
  }
}

async function wait(answer: Promise<Message>, run: Run, { signal, timeoutMs = Infinity }: Caller): Promise<Message> {
  const stop = (): void => run.stop(new InferenceError("CANCELLED", "The client went away"));
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  const timer = timeoutMs > MAX_TIMER_MS ? undefined : setTimeout(() => run.stop(late()), timeoutMs);
  try {
    return await run.orStopped(answer);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

/** About 25 days; a longer timer would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function late(): InferenceError {
  return new InferenceError("DEADLINE_EXCEEDED", "The deadline of the request has passed");
}
