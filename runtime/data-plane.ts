/**
 * The one door to a deployment for every protocol and for embedding: predict, feedback, metadata,
 * ready, and the swap of the whole graph under load.
 * @module
 */
import type { Judged } from "./deployment/answered-by.ts";
import { describeModel } from "./deployment/described-model.ts";
import type { ModelDescription } from "./deployment/described-model.ts";
import type { Generation } from "./deployment/generation.ts";
import type { LoadedPredictor } from "./deployment/predictor.ts";
import { cancelled, late, Lifetimes } from "./deployment/lifetime.ts";
import type { CancelSource } from "./deployment/lifetime.ts";
import { readyOf, unitOf } from "./deployment/living-units.ts";
import type { RequestLimit } from "./deployment/request-limit.ts";
import { Rewards } from "./deployment/rewards.ts";
import { Shadows } from "./deployment/shadows.ts";
import type { StateStore } from "./deployment/state-store.ts";
import { InferenceError } from "./errors.ts";
import { isPromise, toPromise } from "./eventually.ts";
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
  /** Ends the request when its client goes away. A function is asked only if the request has to wait. */
  readonly signal?: CancelSource | undefined;
  /** Milliseconds from now; the graph's own deadline counts when it is sooner. Default unlimited. */
  readonly deadlineMs?: number | undefined;
  /** The model that the client asked for by name; the graph when absent. */
  readonly model?: string | undefined;
  /** Names of the outputs that the client wants, for units that have more than they answer. */
  readonly outputs?: readonly string[] | undefined;
}

export interface DataPlaneSettings {
  /** Requests in progress before more are refused. */
  readonly limit: RequestLimit;
  /** Whether answers say which way they went and what answered; true unless switched off. */
  readonly routing: boolean;
  readonly requestPath: boolean;
  /** Where it is kept what units learned and which way answers went. */
  readonly state: StateStore;
}

const NO_OPTIONS: RequestOptions = Object.freeze({});

export class DataPlane {
  readonly #host: RuntimeHost;
  readonly #settings: DataPlaneSettings;
  readonly #lifetimes: Lifetimes;
  readonly #shadows: Shadows;
  readonly #rewards: Rewards;
  /** What was replaced and still has requests. */
  readonly #retiring = new Set<Promise<void>>();
  #generation: Generation;
  #closing: Promise<void> | undefined = undefined;

  constructor(generation: Generation, host: RuntimeHost, settings: DataPlaneSettings) {
    this.#generation = generation;
    this.#host = host;
    this.#settings = settings;
    this.#lifetimes = new Lifetimes(host);
    this.#shadows = new Shadows(host, this.#lifetimes);
    this.#rewards = new Rewards(settings.state, host.logger, () => this.#generation);
  }

  /** What is served now, or was last. */
  get generation(): Generation {
    return this.#generation;
  }

  /** @throws InferenceError UNAVAILABLE after close(). */
  assertOpen(): void {
    if (this.#closing !== undefined) throw new InferenceError("UNAVAILABLE", "The runtime is closed");
  }

  /** Requests that count against the limit, with those that only their units still work on. */
  get running(): number {
    return this.#settings.limit.running;
  }

  /** Mirrored requests that were not sent because too many were running. */
  get shadowsDropped(): number {
    return this.#shadows.dropped;
  }

  /**
   * Runs a message through the graph of the predictor that traffic draws. Synchronous when every
   * unit on the way is; the answer's meta has puid, routing and request path.
   * @throws InferenceError
   */
  predict(message: Message, options: RequestOptions = NO_OPTIONS): Answer {
    const generation = this.#admit(options);
    const named = options.model === undefined ? undefined : generation.models.find(options.model);
    const predictor = named?.predictor ?? generation.choose();
    const puid = options.puid || message.meta.puid || this.#host.uuid();
    const run = this.#start(puid, options, predictor.deadlineMs, named?.forwarded);
    this.#enter(generation);
    let answer: Answer;
    try {
      if (generation.shadows.length > 0) this.#shadows.mirror(generation, message, puid);
      answer = predictor.plan.execute(message, run);
      if (!isPromise(answer)) answer = this.#finish(answer, run, generation, predictor, message);
    } catch (error) {
      throw this.#fail(error, run, generation);
    }
    if (isPromise(answer)) return this.#wait(answer, run, generation, predictor, message, options);
    this.#leave(generation);
    return answer;
  }

  /**
   * Gives a reward to the units on the way of the answer that it is for: the way that the feedback
   * says, or the one that is remembered for its puid.
   * @throws InferenceError INVALID_ARGUMENT when neither tells which way that was.
   */
  async feedback(feedback: Feedback, options: RequestOptions = NO_OPTIONS): Promise<Message> {
    const generation = this.#admit(options);
    this.#enter(generation);
    const release = (): void => {
      this.#rewards.passOn(generation, this.#generation);
      this.#leave(generation);
    };
    let judged: Judged;
    try {
      judged = await this.#rewards.judge(generation, feedback, options);
    } catch (error) {
      release();
      throw error;
    }
    const { plan, deadlineMs } = judged.predictor;
    const puid = options.puid || feedback.response?.meta.puid || this.#host.uuid();
    const run = this.#start(puid, options, deadlineMs);
    const work = sendFeedback(plan.root, judged.feedback, run, this.#host);
    return this.#lifetimes.wait(work, run, options.signal, release, (answer) => this.#withMeta(answer, run));
  }

  /** Metadata of the graph of the first predictor, or of the one named. */
  async metadata(predictor?: string): Promise<GraphMetadata> {
    const generation = this.#serving();
    const { predictors } = generation;
    const found = predictor === undefined ? predictors[0]! : predictors.find(({ name }) => name === predictor);
    if (found === undefined) throw new InferenceError("NOT_FOUND", `Failed to find predictor ${predictor}`);
    return generation.pin(() => describeGraph(found.name, found.plan.root));
  }

  /** Metadata of one unit; empty for units that have none. */
  async unitMetadata(name: string): Promise<UnitMetadata> {
    const generation = this.#serving();
    const node = unitOf(generation, name);
    const metadata = await generation.pin(() => unitMetadata(node));
    return metadata ?? { name, versions: [], platform: "", inputs: [], outputs: [], custom: {} };
  }

  /**
   * The model that a client means by `name` (see ModelNames), with its tensors; "" is the graph, under
   * the deployment's name.
   * @throws InferenceError NOT_FOUND
   */
  async model(name: string, signal?: AbortSignal): Promise<ModelDescription> {
    const generation = this.#serving();
    const model = generation.models.find(name);
    return generation.pin(() => describeModel(model, name === "" ? generation.deployment.name : name, signal));
  }

  /** What one unit says about its health; undefined when it has nothing to say. */
  async unitHealth(name: string, options: RequestOptions = NO_OPTIONS): Promise<Message | undefined> {
    const generation = this.#serving();
    const node = unitOf(generation, name);
    const run = this.#start(options.puid || this.#host.uuid(), options, Infinity);
    const work = (async () => {
      const health = node.unit.health?.(run);
      return isPromise(health) ? await run.track(name, toPromise(health)) : health;
    })();
    generation.enter();
    try {
      const release = (): void => generation.leave();
      return await this.#lifetimes.wait(work, run, options.signal, release, (health) => health);
    } catch (error) {
      throw InferenceError.from(error, name);
    }
  }

  /** Resolves when every unit can answer; rejects with UNAVAILABLE naming the first that cannot. */
  async ready(): Promise<void> {
    const generation = this.#serving();
    const nodes = generation.predictors.flatMap(({ plan }) => plan.units);
    await generation.pin(() => Promise.all(nodes.map(readyOf)));
  }

  /**
   * Replaces what is served, at once. Running requests finish on the old generation, which then
   * closes; what its units learned goes on in units of the same name.
   * @returns when the old generation is closed
   * @throws InferenceError UNAVAILABLE when the data plane is closed; so is `next`, then.
   */
  async swap(next: Generation): Promise<void> {
    if (this.#closing !== undefined) await next.retire();
    this.assertOpen();
    const old = this.#generation;
    this.#rewards.inherit(old, next);
    this.#generation = next;
    const retired = old.retire(() => this.#rewards.passOn(old, this.#generation));
    this.#retiring.add(retired);
    await retired.finally(() => this.#retiring.delete(retired));
  }

  /** Refuses what comes from now on, waits for what is running and closes every unit. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#rewards.close();
    this.#lifetimes.hurry();
    await Promise.all([...this.#retiring, this.#generation.retire()]);
  }

  #serving(): Generation {
    this.assertOpen();
    return this.#generation;
  }

  // Requests of clients alone: mirrored ones must not take their places.
  #admit({ signal, deadlineMs }: RequestOptions): Generation {
    const generation = this.#serving();
    this.#settings.limit.check();
    if (typeof signal === "object" && signal.aborted) throw cancelled();
    if (deadlineMs !== undefined && !(deadlineMs > 0)) throw late();
    return generation;
  }

  #start(puid: string, options: RequestOptions, graphDeadlineMs: number, model?: string): Run {
    const { deadlineMs = Infinity } = options;
    const limitMs = deadlineMs < graphDeadlineMs ? deadlineMs : graphDeadlineMs;
    return new Run(puid, this.#lifetimes.deadlineIn(limitMs), options.headers, model, options.outputs);
  }

  // Beside predict(), whose synchronous way must not pay for closures.
  #wait(
    answer: Promise<Message>,
    run: Run,
    generation: Generation,
    predictor: LoadedPredictor,
    request: Message,
    options: RequestOptions,
  ): Promise<Message> {
    const finish = (message: Message): Message => this.#finish(message, run, generation, predictor, request);
    return this.#lifetimes.wait(answer, run, options.signal, () => this.#leave(generation), finish);
  }

  // Branches that are waiting already need not go on.
  #fail(error: unknown, run: Run, generation: Generation): InferenceError {
    const failure = this.#lifetimes.fail(error, run);
    this.#lifetimes.release(run, () => this.#leave(generation));
    return failure;
  }

  #finish(answer: Message, run: Run, of: Generation, predictor: LoadedPredictor, request: Message): Message {
    if (of.recordsRoutes) this.#rewards.record(predictor, run, request);
    return this.#withMeta(answer, run);
  }

  #withMeta(answer: Message, run: Run): Message {
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

  #enter(generation: Generation): void {
    this.#settings.limit.enter();
    generation.enter();
  }

  #leave(generation: Generation): void {
    this.#settings.limit.leave();
    generation.leave();
  }
}
