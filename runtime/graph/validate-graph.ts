/** Checks one graph of predictive units. @module */
import type { Fields, IssueList } from "./fields.ts";
import { PARAMETER_TYPES, UNIT_METHODS, UNIT_TYPES, builtinType, effectiveType } from "./spec.ts";
import type { PredictiveUnit } from "./spec.ts";

export const MAX_GRAPH_DEPTH = 64;
export const MAX_GRAPH_UNITS = 1000;

/** Lists what is wrong with the graph at `path`; cycles, depth and size are bounded on the way. */
export function validateGraph(list: IssueList, graph: unknown, path: string): void {
  new GraphWalk(list).unit(graph, path, []);
}

class GraphWalk {
  readonly #list: IssueList;
  readonly #names = new Map<string, string>();
  #units = 0;

  constructor(list: IssueList) {
    this.#list = list;
  }

  unit(value: unknown, path: string, above: readonly unknown[]): void {
    const list = this.#list;
    const unit = list.object(value, path, true);
    if (unit === undefined) return;
    if (above.includes(unit)) return list.add(path, "the graph is cyclic: this unit is also one of its own parents");
    if (above.length >= MAX_GRAPH_DEPTH) return list.add(path, `the graph is deeper than ${MAX_GRAPH_DEPTH} units`);
    if (++this.#units > MAX_GRAPH_UNITS) {
      if (this.#units === MAX_GRAPH_UNITS + 1) list.add(path, `the graph has more than ${MAX_GRAPH_UNITS} units`);
      return;
    }
    this.#fields(unit, path);
    const children = list.list(unit["children"], `${path}.children`) ?? [];
    this.#shape(unit, children.length, path);
    for (const [index, child] of children.entries()) this.unit(child, `${path}.children[${index}]`, [...above, unit]);
  }

  #fields(unit: Fields, path: string): void {
    const list = this.#list;
    const name = list.text(unit["name"], `${path}.name`, true);
    if (name !== undefined) this.#uniqueName(name, `${path}.name`);
    list.choice(unit["type"], `${path}.type`, UNIT_TYPES);
    list.text(unit["implementation"], `${path}.implementation`);
    list.text(unit["modelUri"], `${path}.modelUri`);
    const methods = list.list(unit["methods"], `${path}.methods`) ?? [];
    for (const [index, method] of methods.entries()) list.choice(method, `${path}.methods[${index}]`, UNIT_METHODS);
    this.#endpoint(unit["endpoint"], `${path}.endpoint`);
    this.#logger(unit["logger"], `${path}.logger`);
    for (const [index, parameter] of (list.list(unit["parameters"], `${path}.parameters`) ?? []).entries()) {
      this.#parameter(parameter, `${path}.parameters[${index}]`);
    }
  }

  #uniqueName(name: string, path: string): void {
    const first = this.#names.get(name);
    if (first !== undefined) this.#list.add(path, `duplicate unit name "${name}", also at ${first}`);
    else this.#names.set(name, path);
    if (name === "__proto__") this.#list.add(path, 'the name "__proto__" is reserved');
  }

  #endpoint(value: unknown, path: string): void {
    const endpoint = this.#list.object(value, path);
    if (endpoint === undefined) return;
    this.#list.choice(endpoint["type"], `${path}.type`, ["REST", "GRPC"]);
    this.#list.text(endpoint["service_host"], `${path}.service_host`);
    for (const key of ["service_port", "httpPort", "grpcPort"]) {
      const port = this.#list.integer(endpoint[key], `${path}.${key}`);
      if (port !== undefined && (port < 0 || port > 65535))
        this.#list.add(`${path}.${key}`, `expected a port, got ${port}`);
    }
  }

  #logger(value: unknown, path: string): void {
    const logger = this.#list.object(value, path);
    if (logger === undefined) return;
    this.#list.choice(logger["mode"], `${path}.mode`, ["all", "request", "response"]);
    if (!logger["mode"]) this.#list.add(`${path}.mode`, "expected one of all, request, response, got nothing");
  }

  #parameter(value: unknown, path: string): void {
    const parameter = this.#list.object(value, path, true);
    if (parameter === undefined) return;
    this.#list.text(parameter["name"], `${path}.name`, true);
    this.#list.text(parameter["value"], `${path}.value`);
    this.#list.choice(parameter["type"], `${path}.type`, PARAMETER_TYPES);
  }

  // What could be loaded but never answered.
  #shape(unit: Fields, childCount: number, path: string): void {
    const { implementation } = unit;
    const type = effectiveType(unit as unknown as PredictiveUnit);
    const children = `${path}.children`;
    if (implementation === "RANDOM_ABTEST" && childCount !== 2) {
      this.#list.add(children, `RANDOM_ABTEST chooses between two children, got ${childCount}`);
    } else if ((type === "ROUTER" || type === "COMBINER") && childCount === 0) {
      const verb = type === "ROUTER" ? "route to" : "combine";
      this.#list.add(children, `a ${type} needs children to ${verb}, got none`);
    }
    const explicit = unit["type"];
    const builtin = builtinType(implementation);
    if (builtin !== undefined && explicit && explicit !== builtin && explicit !== "UNKNOWN_TYPE") {
      this.#list.add(`${path}.type`, `${implementation as string} is a ${builtin}, got ${JSON.stringify(explicit)}`);
    }
    const bare = explicit === "UNKNOWN_TYPE" && builtin === undefined && !implementation;
    if (bare && ((unit["methods"] as unknown[] | null | undefined) ?? []).length === 0) {
      this.#list.add(`${path}.methods`, "a unit of UNKNOWN_TYPE must list its methods");
    }
  }
}
