/**
 * Carries a reward back along the way that the judged request took.
 * @see contract section 4.10 "Feedback"
 * @module
 */
import { InferenceError } from "../errors.ts";
import { isPromise } from "../eventually.ts";
import type { Feedback } from "../message/feedback.ts";
import type { Message } from "../message/message.ts";
import { EMPTY_TENSOR, tensorMessage } from "../message/message.ts";
import { ALL_CHILDREN, NO_CHILD } from "../message/branch.ts";
import { blame, checkAnswer, contextFor, waitFor } from "./call.ts";
import type { PlanClock } from "./call.ts";
import type { BoundUnit } from "./bound-unit.ts";
import { phasesOf } from "./phases.ts";
import type { Run } from "./run.ts";
import type { Answer } from "../units/unit.ts";

const NOTHING: Message = tensorMessage([EMPTY_TENSOR]);

/** Whether the unit chooses among its children. */
export function routesOf(node: BoundUnit): boolean {
  return node.children.length > 0 && phasesOf(node).routes;
}

/**
 * Gives the feedback to the children on the recorded route, then to the unit itself if it is a
 * MODEL, a ROUTER or lists SEND_FEEDBACK. Answers what the root answers.
 * @throws InferenceError INVALID_ARGUMENT when the recorded route names no child.
 */
export async function sendFeedback(node: BoundUnit, feedback: Feedback, run: Run, clock: PlanClock): Promise<Message> {
  const branch = recordedBranch(node, feedback);
  await Promise.all(taken(node, branch).map((child) => sendFeedback(child, feedback, run, clock)));
  if (run.stopped !== undefined) throw run.stopped;
  if (node.children.length > 0) run.routing[node.name] = branch;
  const learns = node.type === "MODEL" || node.type === "ROUTER" || node.methods.includes("SEND_FEEDBACK");
  if (!learns || node.unit.sendFeedback === undefined) return NOTHING;
  if (node.unit.reportsPath !== true) run.requestPath[node.name] = node.unit.identity;
  try {
    const context = contextFor(node, run, clock);
    const answer = node.unit.sendFeedback(feedback, context) as Answer | undefined;
    const given = isPromise(answer) ? await waitFor(answer, node, run, context) : answer;
    // A unit that only learns has nothing to say.
    return given === undefined ? NOTHING : checkAnswer(given);
  } catch (error) {
    throw blame(error, node.name);
  }
}

/**
 * The routers on the recorded way whose choice is not recorded; below them every child counts as taken.
 * @throws InferenceError INVALID_ARGUMENT when the recorded route names no child.
 */
export function unrecordedRouters(node: BoundUnit, feedback: Feedback): readonly BoundUnit[] {
  const branch = recordedBranch(node, feedback);
  const below = taken(node, branch).flatMap((child) => unrecordedRouters(child, feedback));
  const isRecorded = Object.hasOwn(feedback.response?.meta.routing ?? {}, node.name);
  return routesOf(node) && !isRecorded ? [node, ...below] : below;
}

function taken({ children }: BoundUnit, branch: number): readonly BoundUnit[] {
  if (branch === ALL_CHILDREN) return children;
  return branch === NO_CHILD ? [] : children.slice(branch, branch + 1);
}

function recordedBranch(node: BoundUnit, feedback: Feedback): number {
  if (node.children.length === 0) return ALL_CHILDREN;
  const routing = feedback.response?.meta.routing ?? {};
  const branch = Object.hasOwn(routing, node.name) ? routing[node.name]! : ALL_CHILDREN;
  if (branch >= NO_CHILD && branch < node.children.length) return branch;
  const path = `response.meta.routing.${node.name}`;
  throw new InferenceError("INVALID_ARGUMENT", `${path}: expected -2 to ${node.children.length - 1}, got ${branch}`);
}
