/** What each objective makes of the sums of a row, and of the base score in front of them. @module */
import { shown } from "../pickle/model-file-error.ts";
import { refuse } from "./refuse.ts";

/** How a sum becomes an answer; `argmax` and `softmax` take all groups of the row. */
export type XgboostLink = "identity" | "sigmoid" | "exp" | "softmax" | "argmax" | "hinge";

export interface XgboostObjectiveRule {
  readonly link: XgboostLink;
  /** How the base score, when it is in the space of answers, becomes what sums begin with. */
  readonly margin: "identity" | "logit" | "log";
}

const IDENTITY: XgboostObjectiveRule = { link: "identity", margin: "identity" };
const LOGISTIC: XgboostObjectiveRule = { link: "sigmoid", margin: "logit" };
const LOG: XgboostObjectiveRule = { link: "exp", margin: "log" };

/** @see https://xgboost.readthedocs.io/en/stable/parameter.html#learning-task-parameters */
export const XGBOOST_OBJECTIVES: ReadonlyMap<string, XgboostObjectiveRule> = new Map([
  ["reg:squarederror", IDENTITY],
  ["reg:linear", IDENTITY],
  ["reg:squaredlogerror", IDENTITY],
  ["reg:pseudohubererror", IDENTITY],
  ["reg:absoluteerror", IDENTITY],
  ["reg:quantileerror", IDENTITY],
  ["reg:expectileerror", IDENTITY],
  ["reg:logistic", LOGISTIC],
  ["binary:logistic", LOGISTIC],
  ["binary:logitraw", IDENTITY],
  ["binary:hinge", { link: "hinge", margin: "identity" }],
  ["multi:softmax", { link: "argmax", margin: "identity" }],
  ["multi:softprob", { link: "softmax", margin: "identity" }],
  ["rank:pairwise", IDENTITY],
  ["rank:ndcg", IDENTITY],
  ["rank:map", IDENTITY],
  ["count:poisson", LOG],
  ["reg:gamma", LOG],
  ["reg:tweedie", LOG],
  ["survival:cox", LOG],
  ["survival:aft", LOG],
  ["gpu:reg:linear", IDENTITY],
  ["gpu:reg:logistic", LOGISTIC],
  ["gpu:binary:logistic", LOGISTIC],
  ["gpu:binary:logitraw", IDENTITY],
]);

/** @throws ModelFileError when the objective is none of the library's */
export function ruleOf(objective: string): XgboostObjectiveRule {
  const rule = XGBOOST_OBJECTIVES.get(objective);
  return rule ?? refuse("objective", `one of ${[...XGBOOST_OBJECTIVES.keys()].join(", ")}`, shown(objective));
}
