/**
 * Finds the answer that a feedback judges: the predictor that gave it and the way the request took. A
 * reward for another one teaches something false, so a feedback that fits several is refused.
 * @see contract section 4.10 "Feedback"
 * @module
 */
import { InferenceError } from "../errors.ts";
import type { BoundUnit } from "../graph/bound-unit.ts";
import { unrecordedRouters } from "../graph/feedback.ts";
import type { Feedback } from "../message/feedback.ts";
import { EMPTY_TENSOR, tensorMessage } from "../message/message.ts";
import { EMPTY_META } from "../message/meta.ts";
import { rowsOf } from "../message/rows.ts";
import type { Generation } from "./generation.ts";
import { checkRouting } from "./known-routers.ts";
import { isLearner } from "./learning.ts";
import type { LoadedPredictor } from "./predictor.ts";
import type { StateStore } from "./state-store.ts";
import { SEVERAL_ROUTES } from "./taken-route.ts";
import type { RecalledRoute, TakenRoute } from "./taken-route.ts";

/** A feedback with the predictor that it is for. */
export interface Judged {
  readonly predictor: LoadedPredictor;
  /** The one that was given, completed by what was remembered of the answer. */
  readonly feedback: Feedback;
}

/** Puids and names that are shown to a client are cut to so many characters. */
const MAX_SHOWN = 80;

/**
 * What the feedback says itself counts first: the routing and the units in `response.meta`. What it
 * does not say is looked up by puid: that of the response, of the request, or the caller's.
 * @param asked the puid that the caller gave the feedback, "" for none
 * @throws InferenceError INVALID_ARGUMENT saying what the feedback lacks; UNAVAILABLE when the store
 * cannot be asked.
 */
export async function judge(
  { live, recordsRoutes }: Generation,
  given: Feedback,
  asked: string,
  store: StateStore,
): Promise<Judged> {
  checkRouting(live, given);
  const puid = given.response?.meta.puid || given.request?.meta.puid || asked;
  const fitting = fittingPredictors(live, given);
  const only = fitting.length === 1 ? fitting[0]! : undefined;
  const isComplete = puid === "" || !recordsRoutes || (only !== undefined && !lacksSomething(only, given));
  const recalled = isComplete ? undefined : await store.recall(puid);
  const route = typeof recalled === "object" ? recalled : undefined;
  const predictor = only ?? fitting.find(({ name }) => name === route?.predictor);
  if (predictor === undefined) throw unknownPredictor(fitting, puid, recalled, store);
  const feedback = route?.predictor === predictor.name ? complete(given, puid, route) : given;
  // Where nobody learns which child is best, all of them may hear of it, as ever.
  const isAmbiguous = (node: BoundUnit): boolean => recalled === SEVERAL_ROUTES || isLearner(node);
  const lost = unrecordedRouters(predictor.plan.root, feedback).find(isAmbiguous);
  if (lost !== undefined) throw unknownBranch(lost, puid, recalled, store);
  return { predictor, feedback };
}

function lacksSomething({ plan, routers }: LoadedPredictor, feedback: Feedback): boolean {
  if (routers.length === 0) return false;
  if (unrecordedRouters(plan.root, feedback).length > 0) return true;
  return rowsOf(feedback.request) === undefined && plan.units.some(isLearner);
}

function complete(feedback: Feedback, puid: string, { routing, rows }: TakenRoute): Feedback {
  const { meta = EMPTY_META } = feedback.response ?? {};
  const response = feedback.response ?? tensorMessage([EMPTY_TENSOR]);
  const known = { ...meta, puid: meta.puid || puid, routing: { ...routing, ...meta.routing } };
  return { ...feedback, response: { ...response, meta: known }, rows };
}

// By the units and models that the answer's own meta names.
function fittingPredictors(live: readonly LoadedPredictor[], feedback: Feedback): readonly LoadedPredictor[] {
  if (live.length === 1) return live;
  const { routing = {}, requestPath = {} } = feedback.response?.meta ?? {};
  const units = Object.keys({ ...requestPath, ...routing });
  const named = live.filter((predictor) => hasUnits(predictor, units));
  if (named.length === 0) {
    const got = units.join(", ").slice(0, MAX_SHOWN);
    throw wrong(
      `response.meta: expected the routing and requestPath of an answer of ${namesOf(live)}, got units ${got}`,
    );
  }
  // Of an answer from before a swap the models may be others by now.
  const exact = named.filter((predictor) => hasModels(predictor, requestPath));
  return exact.length > 0 ? exact : named;
}

function hasUnits({ plan }: LoadedPredictor, names: readonly string[]): boolean {
  return names.every((name) => plan.units.some((node) => node.name === name));
}

// What stands behind a remote unit is not known before it answers.
function hasModels({ plan }: LoadedPredictor, requestPath: Readonly<Record<string, string>>): boolean {
  return plan.units.every(
    ({ name, unit }) =>
      unit.kind === "remote" || !Object.hasOwn(requestPath, name) || requestPath[name] === unit.identity,
  );
}

function unknownPredictor(
  fitting: readonly LoadedPredictor[],
  puid: string,
  recalled: RecalledRoute,
  { reach }: StateStore,
): InferenceError {
  const need = `response.meta.puid: expected that of one of ${reach}, to tell which predictor`;
  return wrong(`${need} of ${namesOf(fitting)} gave it, got ${shown(puid, recalled)}`);
}

function unknownBranch(node: BoundUnit, puid: string, recalled: RecalledRoute, { reach }: StateStore): InferenceError {
  const need = `response.meta.routing.${node.name}: expected the child that was taken (0 to ${node.children.length - 1})`;
  const advice = `send back the answer's meta.routing, or the puid of one of ${reach}`;
  return wrong(`${need}, got nothing; ${advice}, got ${shown(puid, recalled)}`).at(node.name);
}

function shown(puid: string, recalled: RecalledRoute): string {
  if (puid === "") return "none";
  const others = recalled === SEVERAL_ROUTES ? ", which several answers have" : "";
  return JSON.stringify(puid.slice(0, MAX_SHOWN)) + others;
}

function namesOf(predictors: readonly LoadedPredictor[]): string {
  return predictors.map(({ name }) => name).join(", ");
}

function wrong(message: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", message);
}
