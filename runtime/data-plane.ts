/**
 * The one door to a deployment for every protocol and for embedding: predict, feedback, metadata,
 * ready, and the swap of the whole graph under load.
 * @module
 */
import type { Generation, LoadedPredictor } from "./deployment/generation.ts";
import { inheritLearned, mergeLearned, publishLearned } from "./deployment/learning.ts";
import type { LearningStore } from "./deployment/learning.ts";
import { InferenceError } from "./errors.ts";
import { isPromise } from "./eventually.ts";
import type { BoundUnit } from "./graph/bound-unit.ts";
import { describeGraph, unitMetadata } from "./graph/describe.ts";
import type { GraphMetadata } from "./graph/describe.ts";
import { sendFeedback } from "./graph/feedback.ts";
import { Run } from "./graph/run.ts";
import type { HeaderSource } from "./graph/run.ts";
import type { RuntimeHost } from "./host.ts";
import type { Feedback } from "./message/feedback.ts";
import type { Message } from "./message/message.ts";
import { withMeta } from "./message/message.ts";
import type { Answer, UnitMetadata } from "./units/unit.ts";

export interface RequestOptions {
  /** Identity of the request; the message's own or a new UUID when absent. */
  readonly puid?: string | undefined;
  readonly headers?: HeaderSource | undefined;
  /** Called when the request has to wait: hands out what ends it when the client goes away. */
  readonly onWait?: ((stop: () => void) => void) | undefined;
}

export interface DataPlaneSettings {
  /** Requests in progress before more are refused. */
  readonly maxConcurrent: number;
  /** Whether answers say which way they went and what answered; true unless switched off. */
  readonly routing: boolean;
  readonly requestPath: boolean;
  /** Shares what learning units know with other copies of the deployment. */
  readonly learning?: LearningStore | undefined;
}

/** Mirrored requests that may run at once; further ones are dropped and counted. */
const MAX_SHADOWS = 64;
const NO_OPTIONS: RequestOptions = Object.freeze({});

export class DataPlane {
  readonly #host: RuntimeHost;
  readonly #settings: DataPlaneSettings;
  #generation: Generation;
  #running = 0;
  #shadowsRunning = 0;
  #shadowsDropped = 0;
  readonly #unsubscribe: (() => void) | undefined;

  constructor(generation: Generation, host: RuntimeHost, settings: DataPlaneSettings) {
    this.#generation = generation;
    this.#host = host;
    this.#settings = settings;
    this.#unsubscribe = settings.learning?.subscribe((unit, learned) => {
      mergeLearned(this.#generation, unit, learned, host.logger);
    });
  }

  /** What is served now. */
  get generation(): Generation {
    return this.#generation;
  }

  /** Mirrored requests that were not sent because too many were running. */
  get shadowsDropped(): number {
    return this.#shadowsDropped;
  }

  /**
   * Runs a message through the graph of the predictor that traffic draws. Synchronous when every
   * unit on the way is; the answer's meta has puid, routing and request path.
   * @throws InferenceError
   */
  predict(message: Message, options: RequestOptions = NO_OPTIONS): Answer {
    const generation = this.#generation;
    this.#admit();
    const predictor = generation.choose();
    const puid = options.puid || message.meta.puid || this.#host.uuid();
    const run = this.#start(predictor, puid, options);
    this.#enter(generation);
    if (generation.shadows.length > 0) this.#mirror(generation, message, puid);
    try {
      const answer = predictor.plan.execute(message, run);
      if (isPromise(answer)) return this.#wait(answer, run, generation, options);
      this.#leave(generation);
      return this.#finish(answer, run);
    } catch (error) {
      this.#leave(generation);
      const failure = InferenceError.from(error);
      // Branches that are waiting already need not go on.
      run.stop(failure);
      throw failure;
    }
  }

  /** Gives a reward to the units on the recorded route of the predictor that answered. */
  async feedback(feedback: Feedback, options: RequestOptions = NO_OPTIONS): Promise<Message> {
    const generation = this.#generation;
    this.#admit();
    const predictor = answeredBy(generation, feedback);
    const puid = options.puid || feedback.response?.meta.puid || this.#host.uuid();
    const run = this.#start(predictor, puid, options);
    this.#enter(generation);
    const answer = await this.#wait(sendFeedback(predictor.plan.root, feedback, run), run, generation, options);
    if (this.#settings.learning !== undefined) publishLearned(generation, this.#settings.learning);
    return answer;
  }

  /** Metadata of the graph of the first predictor, or of the one named. */
  metadata(predictor?: string): Promise<GraphMetadata> {
    const generation = this.#generation;
    const { predictors } = generation;
    const found = predictor === undefined ? predictors[0]! : predictors.find(({ name }) => name === predictor);
    if (found === undefined) throw new InferenceError("NOT_FOUND", `Failed to find predictor ${predictor}`);
    return generation.pin(() => describeGraph(found.name, found.plan.root));
  }

  /** Metadata of one unit; empty for units that have none. */
  async unitMetadata(name: string): Promise<UnitMetadata> {
    const generation = this.#generation;
    const node = unitOf(generation, name);
    const metadata = await generation.pin(() => unitMetadata(node));
    return metadata ?? { name, versions: [], platform: "", inputs: [], outputs: [], custom: {} };
  }

  /** What one unit says about its health; undefined when it has nothing to say. */
  async unitHealth(name: string, options: RequestOptions = NO_OPTIONS): Promise<Message | undefined> {
    const generation = this.#generation;
    const node = unitOf(generation, name);
    const run = new Run(options.puid || this.#host.uuid(), Infinity, options.headers);
    try {
      return await generation.pin(async () => node.unit.health?.(run));
    } catch (error) {
      throw InferenceError.from(error, name);
    }
  }

  /** Resolves when every unit can answer; rejects with UNAVAILABLE naming the first that cannot. */
  async ready(): Promise<void> {
    const generation = this.#generation;
    const nodes = generation.predictors.flatMap(({ plan }) => plan.units);
    await generation.pin(() => Promise.all(nodes.map(readyOf)));
  }

  /**
   * Replaces what is served. Running requests finish on the old generation, which then closes;
   * what its units learned goes on in units of the same name.
   */
  swap(next: Generation): Promise<void> {
    const old = this.#generation;
    inheritLearned(old, next, this.#host.logger);
    this.#generation = next;
    return old.retire();
  }

  close(): Promise<void> {
    this.#unsubscribe?.();
    return this.#generation.retire();
  }

  #start(predictor: LoadedPredictor, puid: string, options: RequestOptions): Run {
    const { deadlineMs } = predictor;
    return new Run(puid, deadlineMs === Infinity ? Infinity : this.#host.now() + deadlineMs, options.headers);
  }

  async #wait(answer: Promise<Message>, run: Run, generation: Generation, options: RequestOptions): Promise<Message> {
    options.onWait?.(() => run.stop(new InferenceError("CANCELLED", "The client went away")));
    const timer = this.#arm(run);
    try {
      return this.#finish(await run.orStopped(answer), run);
    } catch (error) {
      const failure = InferenceError.from(error);
      // Siblings of the unit that failed need not go on.
      run.stop(failure);
      throw failure;
    } finally {
      clearTimeout(timer);
      this.#leave(generation);
    }
  }

  #arm(run: Run): ReturnType<typeof setTimeout> | undefined {
    if (run.deadlineMs === Infinity) return undefined;
    // The error is made when it is needed: its stack costs more than the timer.
    const stop = (): void =>
      run.stop(new InferenceError("DEADLINE_EXCEEDED", "The graph did not answer before its deadline"));
    return setTimeout(stop, Math.max(0, run.deadlineMs - this.#host.now()));
  }

  #finish(answer: Message, run: Run): Message {
    const { meta } = answer;
    const { routing, requestPath } = this.#settings;
    return withMeta(answer, {
      puid: run.puid,
      tags: meta.tags,
      metrics: meta.metrics,
      requestPath: requestPath ? Object.assign(run.requestPath, meta.requestPath) : {},
      routing: routing ? run.routing : {},
    });
  }

  #mirror(generation: Generation, message: Message, puid: string): void {
    for (const shadow of generation.shadows) {
      if (shadow.traffic < 100 && this.#host.random() * 100 >= shadow.traffic) continue;
      if (this.#shadowsRunning >= MAX_SHADOWS) {
        this.#shadowsDropped++;
        continue;
      }
      this.#shadowsRunning++;
      generation.enter();
      // After the answer: a shadow must not delay what the client waits for.
      setTimeout(() => void this.#runShadow(generation, shadow, message, puid), 0);
    }
  }

  async #runShadow(generation: Generation, shadow: LoadedPredictor, message: Message, puid: string): Promise<void> {
    const run = this.#start(shadow, puid, NO_OPTIONS);
    const timer = this.#arm(run);
    try {
      const answer = shadow.plan.execute(message, run);
      if (isPromise(answer)) await run.orStopped(answer);
    } catch (error) {
      this.#host.logger.log("warn", "shadow predictor failed", { predictor: shadow.name, puid, error });
    } finally {
      clearTimeout(timer);
      this.#shadowsRunning--;
      generation.leave();
    }
  }

  // Requests of clients alone: mirrored ones must not take their places.
  #admit(): void {
    const { maxConcurrent } = this.#settings;
    if (this.#running < maxConcurrent) return;
    throw new InferenceError("RESOURCE_EXHAUSTED", `Too many requests in progress; the limit is ${maxConcurrent}`);
  }

  #enter(generation: Generation): void {
    this.#running++;
    generation.enter();
  }

  #leave(generation: Generation): void {
    this.#running--;
    generation.leave();
  }
}

// The recorded route names units: the predictor that has them is the one that answered.
function answeredBy(generation: Generation, feedback: Feedback): LoadedPredictor {
  const { routing = {}, requestPath = {} } = feedback.response?.meta ?? {};
  const names = Object.keys({ ...requestPath, ...routing });
  const fits = ({ plan }: LoadedPredictor): boolean =>
    names.every((name) => plan.units.some((node) => node.name === name));
  return (names.length > 0 ? generation.predictors.find(fits) : undefined) ?? generation.choose();
}

async function readyOf(node: BoundUnit): Promise<void> {
  try {
    await node.unit.ready?.();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InferenceError("UNAVAILABLE", `Unit "${node.name}" is not ready: ${reason}`, {
      unit: node.name,
      cause: error,
    });
  }
}

function unitOf(generation: Generation, name: string): BoundUnit {
  for (const { plan } of generation.predictors) {
    const node = plan.units.find((candidate) => candidate.name === name);
    if (node !== undefined) return node;
  }
  throw new InferenceError("NOT_FOUND", `Failed to find model ${name}`);
}
