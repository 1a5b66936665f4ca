/**
 * Finds the predictor that gave the answer which a feedback judges. A reward for the wrong one
 * teaches it something false, so a feedback that fits several is refused, never drawn.
 * @module
 */
import { InferenceError } from "../errors.ts";
import type { Feedback } from "../message/feedback.ts";
import type { LoadedPredictor } from "./predictor.ts";

/** Answers whose predictor is remembered where there are several. */
const MAX_ANSWERS = 10_000;
/** Stands for a puid that several predictors answered. */
const SEVERAL = Symbol("several predictors");

/** Which predictor answered, by puid; the oldest are forgotten. */
export class RecentAnswers {
  readonly #predictors = new Map<string, string | typeof SEVERAL>();

  /** Notes who answered. */
  add(puid: string, predictor: string): void {
    const known = this.#predictors.get(puid);
    // The youngest stand at the end.
    if (known !== undefined) this.#predictors.delete(puid);
    this.#predictors.set(puid, known === undefined || known === predictor ? predictor : SEVERAL);
    if (this.#predictors.size > MAX_ANSWERS) this.#predictors.delete(this.#predictors.keys().next().value!);
  }

  /** The predictor's name; undefined when it is not known, or not one alone. */
  get(puid: string): string | undefined {
    const known = this.#predictors.get(puid);
    return known === SEVERAL ? undefined : known;
  }
}

/**
 * The predictor whose units and models the recorded way names; where several have them, the one
 * that is remembered for the puid.
 * @throws InferenceError INVALID_ARGUMENT saying what the feedback lacks.
 */
export function answeredBy(
  predictors: readonly LoadedPredictor[],
  feedback: Feedback,
  recent: RecentAnswers,
): LoadedPredictor {
  if (predictors.length === 1) return predictors[0]!;
  const { routing = {}, requestPath = {}, puid = "" } = feedback.response?.meta ?? {};
  const units = Object.keys({ ...requestPath, ...routing });
  const named = predictors.filter((predictor) => hasUnits(predictor, units));
  // Of an answer from before a swap the models may be others by now.
  const exact = named.filter((predictor) => hasModels(predictor, requestPath));
  const fitting = exact.length > 0 ? exact : named;
  const remembered = fitting.length === 1 ? undefined : recent.get(puid);
  const found = remembered === undefined ? fitting : fitting.filter(({ name }) => name === remembered);
  if (found.length === 1) return found[0]!;
  throw new InferenceError("INVALID_ARGUMENT", lacking(predictors, fitting, units, puid));
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

function lacking(
  all: readonly LoadedPredictor[],
  fitting: readonly LoadedPredictor[],
  units: readonly string[],
  puid: string,
): string {
  const names = (predictors: readonly LoadedPredictor[]): string => predictors.map(({ name }) => name).join(", ");
  if (fitting.length === 0) {
    return `response.meta: expected the routing and requestPath of an answer of ${names(all)}, got units ${units.join(", ")}`;
  }
  const got = puid === "" ? "none" : JSON.stringify(puid.slice(0, 80));
  const need = `response.meta.puid: expected that of one of the last ${MAX_ANSWERS} answers, to tell which predictor`;
  return `${need} of ${names(fitting)} gave it, got ${got}`;
}
