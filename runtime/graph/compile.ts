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
import { SKIPPED, createCall } from "./call.ts";
import type { PlanClock, Step } from "./call.ts";
import { fanOut, runSequence } from "./execute.ts";
import { ManifestError } from "./manifest-error.ts";
import type { Run } from "./run.ts";
import type { Issue, UnitMethod, UnitType } from "./spec.ts";

/** A graph that is ready to run. */
export interface Plan {
  readonly root: BoundUnit;
  /** Every unit, parents before children. */
  readonly units: readonly BoundUnit[];
  /** Runs a message through the graph. Synchronous as long as every unit on the way is. */
  execute(message: Message, run: Run): Answer;
}

/**
 * Compiles the graph under `root`.
 * @throws ManifestError listing every unit that cannot do what its type asks.
 */
export function compileGraph(root: BoundUnit, clock: PlanClock): Plan {
  const units = flatten(root);
  const issues = [...units.flatMap(missingVerbs), ...units.flatMap(senselessDefault), ...misplacedSkips(root, false)];
  if (issues.length > 0) throw new ManifestError(issues);
  const steps = compileNode(root, clock);
  return { root, units, execute: (message, run) => runSequence(steps, message, run) };
}

/** Which verb each phase of a node calls. */
interface Phases {
  readonly input: MessageVerb | undefined;
  readonly routes: boolean;
  readonly aggregates: boolean;
  readonly output: MessageVerb | undefined;
}

function phasesOf(node: BoundUnit): Phases {
  const does = (type: UnitType, method: UnitMethod): boolean => node.type === type || node.methods.includes(method);
  let input: MessageVerb | undefined;
  if (does("TRANSFORMER", "TRANSFORM_INPUT")) input = "transformInput";
  else if (node.type === "MODEL") input = "predict";
  const output = does("OUTPUT_TRANSFORMER", "TRANSFORM_OUTPUT") ? "transformOutput" : undefined;
  const inner = { routes: does("ROUTER", "ROUTE"), aggregates: does("COMBINER", "AGGREGATE") };
  if (!node.outputPhase) return { input, output, ...inner };
  return { input: undefined, output: output ?? input, ...inner };
}

function missingVerbs(node: BoundUnit): readonly Issue[] {
  const { input, output, routes, aggregates } = phasesOf(node);
  const wanted = [input, output, routes ? "route" : undefined, aggregates ? "aggregate" : undefined] as const;
  return wanted
    .filter((verb) => verb !== undefined && node.unit[verb] === undefined)
    .map((verb) => ({
      path: node.path,
      message: `unit "${node.name}" (${node.unit.identity}) is a ${node.type} but cannot ${verb}`,
    }));
}

// A router's stand-in answer is a child's number.
function senselessDefault(node: BoundUnit): readonly Issue[] {
  const { onError } = node;
  if (onError.kind !== "default" || !phasesOf(node).routes) return [];
  try {
    readBranch(onError.answer, node.children.length);
    return [];
  } catch (error) {
    return [{ path: node.path, message: `zerohop.default of unit "${node.name}": ${(error as Error).message}` }];
  }
}

// A model that is left out needs a combiner above that can do without it.
function misplacedSkips(node: BoundUnit, underCombiner: boolean): readonly Issue[] {
  const phases = phasesOf(node);
  const drops = [phases.input, phases.output].includes("predict") || phases.routes || phases.aggregates;
  const own: Issue[] = [];
  if (node.onError.kind === "skip" && drops && !underCombiner) {
    const message = `zerohop.on-error=skip needs a COMBINER above unit "${node.name}"; use default or fail`;
    own.push({ path: node.path, message });
  }
  const inside = underCombiner || phases.aggregates;
  return [...own, ...node.children.flatMap((child) => misplacedSkips(child, inside))];
}

function compileNode(node: BoundUnit, clock: PlanClock): readonly Step[] {
  const { input, routes, aggregates, output } = phasesOf(node);
  const steps: Step[] = [];
  if (input !== undefined) steps.push(compileCall(node, input, clock));
  if (node.children.length > 0) {
    const branches = node.children.map((child) => compileNode(child, clock));
    if (!routes && !aggregates && branches.length === 1) {
      if (input === undefined) steps.push(mark(node.name));
      steps.push(...branches[0]!);
    } else steps.push(compileChildren(node, branches, routes, aggregates, clock));
  }
  if (output !== undefined) steps.push(compileCall(node, output, clock));
  return steps;
}

// A unit with one child and nothing to decide still shows its way in meta.routing.
function mark(name: string): Step {
  return (message, run) => {
    run.routing[name] = ALL_CHILDREN;
    return message;
  };
}

function compileCall(node: BoundUnit, verb: MessageVerb, clock: PlanClock): Step {
  const { unit, name } = node;
  const { identity } = unit;
  const method = unit[verb]!.bind(unit);
  const call = createCall<Message>(node, method, verb === "predict" ? () => SKIPPED : (message) => message, clock);
  // After its children a unit must not write over the way that was taken to them.
  const notes = verb !== "transformOutput" && !(node.outputPhase && node.children.length > 0);
  // A remote unit answers with its own request path.
  if (unit.kind === "remote") {
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
  clock: PlanClock,
): Step {
  const { name } = node;
  const join = aggregates ? compileAggregate(node, clock) : compileFirst(node);
  const enter = (branch: number, message: Message, run: Run): Answer => {
    run.routing[name] = branch;
    if (branch === NO_CHILD) return message;
    if (branch === ALL_CHILDREN) return andThen(fanOut(branches, message, run), (answers) => join(answers, run));
    const answer = runSequence(branches[branch]!, message, run);
    return aggregates ? andThen(answer, (one) => join([one], run)) : answer;
  };
  if (!routes) return (message, run) => enter(ALL_CHILDREN, message, run);
  const route = createCall<Message>(node, routeOf(node.unit, branches.length), () => SKIPPED, clock);
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

function compileAggregate(node: BoundUnit, clock: PlanClock): (answers: readonly Message[], run: Run) => Answer {
  const { unit, name } = node;
  const call = createCall<readonly Message[]>(node, unit.aggregate!.bind(unit), () => SKIPPED, clock);
  return (answers, run) => {
    const present = answers.includes(SKIPPED) ? answers.filter((answer) => answer !== SKIPPED) : answers;
    if (present.length === 0) {
      throw new InferenceError("UNAVAILABLE", "Every child was left out after failing; nothing to combine", {
        unit: name,
      });
    }
    if (unit.kind !== "remote") run.requestPath[name] = unit.identity;
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
