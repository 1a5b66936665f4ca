/**
 * Turns a graph of living units into a plan, once, at load. A plan is a sequence of steps; chains
 * are flattened, so that executing one is a loop over calls.
 * @see contract sections 4.2 and 4.3
 * @module
 */
import { InferenceError } from "../errors.ts";
import { andThen, isPromise } from "../eventually.ts";
import type { Message } from "../message/message.ts";
import type { Answer, MessageVerb, Unit, UnitContext } from "../units/unit.ts";
import { ALL_CHILDREN, NO_CHILD, readBranch } from "../message/branch.ts";
import type { BoundUnit } from "./bound-unit.ts";
import { flatten } from "./bound-unit.ts";
import { checkBound } from "./check-bound.ts";
import { SKIPPED, createCall } from "./call.ts";
import type { PlanClock, Step } from "./call.ts";
import { fanOut, runSequence } from "./execute.ts";
import { ManifestError } from "./manifest-error.ts";
import type { Run } from "./run.ts";
import { observed } from "./observe.ts";
import type { Observe } from "./observe.ts";
import { phasesOf } from "./phases.ts";

/** A graph that is ready to run. */
export interface Plan {
  readonly root: BoundUnit;
  /** Every unit, parents before children. */
  readonly units: readonly BoundUnit[];
  /** Runs a message through the graph. Synchronous as long as every unit on the way is. */
  execute(message: Message, run: Run): Answer;
}

export interface CompileOptions {
  readonly clock: PlanClock;
  /** Who watches which call; nobody when not given. */
  readonly observe?: Observe | undefined;
}

/**
 * Compiles the graph under `root`.
 * @throws ManifestError listing every unit that cannot do what its type asks.
 */
export function compileGraph(root: BoundUnit, options: CompileOptions): Plan {
  const issues = checkBound(root);
  if (issues.length > 0) throw new ManifestError(issues);
  const steps = compileNode(root, options);
  return { root, units: flatten(root), execute: (message, run) => runSequence(steps, message, run) };
}

/** The one place where a unit's verb enters a plan. */
function callOf<Input extends Message | readonly Message[]>(
  node: BoundUnit,
  verb: MessageVerb | "aggregate",
  invoke: (input: Input, context: UnitContext) => Answer,
  fallback: (input: Input) => Message,
  { clock, observe }: CompileOptions,
): (input: Input, run: Run) => Answer {
  const observer = observe?.(node, verb);
  return createCall(node, observer === undefined ? invoke : observed(invoke, observer), fallback, clock);
}

function compileNode(node: BoundUnit, options: CompileOptions): readonly Step[] {
  const { input, routes, aggregates, output } = phasesOf(node);
  const steps: Step[] = [];
  if (input !== undefined) steps.push(compileCall(node, input, options));
  if (node.children.length > 0) {
    const branches = node.children.map((child) => compileNode(child, options));
    if (!routes && !aggregates && branches.length === 1) {
      if (input === undefined) steps.push(mark(node.name));
      steps.push(...branches[0]!);
    } else steps.push(compileChildren(node, branches, routes, aggregates, options));
  }
  if (output !== undefined) steps.push(compileCall(node, output, options));
  return steps;
}

// A unit with one child and nothing to decide still shows its way in meta.routing.
function mark(name: string): Step {
  return (message, run) => {
    run.routing[name] = ALL_CHILDREN;
    return message;
  };
}

function compileCall(node: BoundUnit, verb: MessageVerb, options: CompileOptions): Step {
  const { unit, name } = node;
  const { identity } = unit;
  const method = unit[verb]!.bind(unit);
  const fallback = verb === "predict" ? () => SKIPPED : (message: Message) => message;
  const call = callOf<Message>(node, verb, method, fallback, options);
  // After its children a unit must not write over the way that was taken to them.
  const notes = verb !== "transformOutput" && !(node.outputPhase && node.children.length > 0);
  if (unit.reportsPath === true) {
    return (message, run) => {
      if (notes) run.routing[name] = ALL_CHILDREN;
      return call(message, run);
    };
  }
  return (message, run) => {
    if (notes) run.routing[name] = ALL_CHILDREN;
    run.requestPath[name] = identity;
    return call(message, run);
  };
}

function compileChildren(
  node: BoundUnit,
  branches: readonly (readonly Step[])[],
  routes: boolean,
  aggregates: boolean,
  options: CompileOptions,
): Step {
  const { name } = node;
  const join = aggregates ? compileAggregate(node, options) : compileFirst(node);
  const enter = (branch: number, message: Message, run: Run): Answer => {
    run.routing[name] = branch;
    if (branch === NO_CHILD) return message;
    if (branch === ALL_CHILDREN) return andThen(fanOut(branches, message, run), (answers) => join(answers, run));
    const answer = runSequence(branches[branch]!, message, run);
    return aggregates ? andThen(answer, (one) => join([one], run)) : answer;
  };
  if (!routes) return (message, run) => enter(ALL_CHILDREN, message, run);
  const route = callOf<Message>(node, "route", routeOf(node.unit, branches.length), () => SKIPPED, options);
  return (message, run) => {
    const answer = route(message, run);
    if (!isPromise(answer))
      return answer === SKIPPED ? SKIPPED : enter(readBranch(answer, branches.length), message, run);
    return answer.then((branch) =>
      branch === SKIPPED ? SKIPPED : enter(readBranch(branch, branches.length), message, run),
    );
  };
}

// Reading the branch belongs to the call, so that a senseless answer names the router.
function routeOf(unit: Unit, childCount: number): (message: Message, context: UnitContext) => Answer {
  const checked = (answer: Message): Message => {
    readBranch(answer, childCount);
    return answer;
  };
  return (message, context) => andThen(unit.route!(message, context), checked);
}

function compileAggregate(node: BoundUnit, options: CompileOptions): (answers: readonly Message[], run: Run) => Answer {
  const { unit, name } = node;
  const call = callOf<readonly Message[]>(node, "aggregate", unit.aggregate!.bind(unit), () => SKIPPED, options);
  return (answers, run) => {
    const present = answers.includes(SKIPPED) ? answers.filter((answer) => answer !== SKIPPED) : answers;
    if (present.length === 0) {
      throw new InferenceError("UNAVAILABLE", "Every child was left out after failing; nothing to combine").at(name);
    }
    if (unit.reportsPath !== true) run.requestPath[name] = unit.identity;
    return call(present, run);
  };
}

// Without a combiner the first child's answer counts; what was called for the others answered nothing.
function compileFirst(node: BoundUnit): (answers: readonly Message[], run: Run) => Message {
  const unheard = node.children.slice(1).flatMap(flatten);
  return (answers, run) => {
    for (const { name } of unheard) delete run.requestPath[name];
    return answers[0]!;
  };
}
