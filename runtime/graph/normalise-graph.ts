/** Builds one graph of predictive units out of an untrusted manifest; see normalise.ts. @module */
import type { Fields, IssueList } from "./fields.ts";
import { NO_IMPLEMENTATION, PARAMETER_TYPES, UNIT_METHODS, UNIT_TYPES, effectiveType } from "./spec.ts";
import type { Endpoint, Parameter, PredictiveUnit, UnitMethod } from "./spec.ts";
import { checkUnit } from "./validate-graph.ts";

export const MAX_GRAPH_DEPTH = 64;
export const MAX_GRAPH_UNITS = 1000;

/** Stands where nothing could be read; there is always an issue that says so. */
export const EMPTY_UNIT: PredictiveUnit = Object.freeze({
  name: "",
  type: "MODEL",
  methods: [],
  parameters: [],
  children: [],
});

/** Reads the graph at `path`; cycles, depth and size are bounded on the way. */
export function readGraph(list: IssueList, graph: unknown, path: string): PredictiveUnit {
  return new GraphReader(list).unit(graph, path, []);
}

class GraphReader {
  readonly #list: IssueList;
  readonly #names = new Map<string, string>();
  #units = 0;

  constructor(list: IssueList) {
    this.#list = list;
  }

  unit(value: unknown, path: string, above: readonly unknown[]): PredictiveUnit {
    const list = this.#list;
    const fields = list.object(value, path, true);
    if (fields === undefined || !this.#fits(fields, path, above)) return EMPTY_UNIT;
    const own = this.#fields(fields, path);
    const children = list.list(fields["children"], `${path}.children`) ?? [];
    checkUnit(list, own, fields["type"], children.length, path);
    const below = [...above, fields];
    return Object.freeze({
      ...own,
      children: Object.freeze(children.map((child, index) => this.unit(child, `${path}.children[${index}]`, below))),
    });
  }

  #fits(unit: Fields, path: string, above: readonly unknown[]): boolean {
    let problem: string | undefined;
    if (above.includes(unit)) problem = "the graph is cyclic: this unit is also one of its own parents";
    else if (above.length >= MAX_GRAPH_DEPTH) problem = `the graph is deeper than ${MAX_GRAPH_DEPTH} units`;
    else if (++this.#units === MAX_GRAPH_UNITS + 1) problem = `the graph has more than ${MAX_GRAPH_UNITS} units`;
    if (problem !== undefined) this.#list.add(path, problem);
    return problem === undefined && this.#units <= MAX_GRAPH_UNITS;
  }

  #fields(unit: Fields, path: string): Omit<PredictiveUnit, "children"> {
    const list = this.#list;
    const name = list.text(unit["name"], `${path}.name`, true);
    if (name !== undefined) this.#uniqueName(name, `${path}.name`);
    const type = list.choice(unit["type"], `${path}.type`, UNIT_TYPES);
    const named = list.text(unit["implementation"], `${path}.implementation`);
    const implementation = named === NO_IMPLEMENTATION ? undefined : named;
    const modelUri = list.text(unit["modelUri"], `${path}.modelUri`);
    const methods = readMethods(list, unit["methods"], `${path}.methods`);
    const endpoint = readEndpoint(list, unit["endpoint"], `${path}.endpoint`);
    checkLogger(list, unit["logger"], `${path}.logger`);
    return {
      name: name ?? "",
      type: effectiveType({ type, implementation, methods }),
      methods,
      parameters: readParameters(list, unit["parameters"], `${path}.parameters`),
      ...(implementation !== undefined && { implementation }),
      ...(modelUri !== undefined && { modelUri }),
      ...(endpoint !== undefined && { endpoint }),
    };
  }

  #uniqueName(name: string, path: string): void {
    const first = this.#names.get(name);
    if (first !== undefined) this.#list.add(path, `duplicate unit name "${name}", also at ${first}`);
    else this.#names.set(name, path);
    if (name === "__proto__") this.#list.add(path, 'the name "__proto__" is reserved');
  }
}

function readMethods(list: IssueList, value: unknown, path: string): readonly UnitMethod[] {
  const methods = (list.list(value, path) ?? []).map((method, index) =>
    list.choice(method, `${path}[${index}]`, UNIT_METHODS),
  );
  return Object.freeze(methods.filter((method) => method !== undefined));
}

function readParameters(list: IssueList, value: unknown, path: string): readonly Parameter[] {
  const parameters = (list.list(value, path) ?? []).map((item, index): Parameter | undefined => {
    const at = `${path}[${index}]`;
    const parameter = list.object(item, at, true);
    if (parameter === undefined) return undefined;
    // All three are required by the published schema; an empty value is one.
    return Object.freeze({
      name: list.text(parameter["name"], `${at}.name`, true) ?? "",
      value: list.anyText(parameter["value"], `${at}.value`) ?? "",
      type: list.choice(parameter["type"], `${at}.type`, PARAMETER_TYPES, true) ?? "STRING",
    });
  });
  return Object.freeze(parameters.filter((parameter) => parameter !== undefined));
}

function readEndpoint(list: IssueList, value: unknown, path: string): Endpoint | undefined {
  const endpoint = list.object(value, path);
  if (endpoint === undefined) return undefined;
  const type = list.choice(endpoint["type"], `${path}.type`, ["REST", "GRPC"] as const);
  const host = list.text(endpoint["service_host"], `${path}.service_host`);
  const ports = (["service_port", "httpPort", "grpcPort"] as const).flatMap((key) => {
    const port = list.integer(endpoint[key], `${path}.${key}`);
    if (port !== undefined && (port < 0 || port > 65535)) list.add(`${path}.${key}`, `expected a port, got ${port}`);
    // 0 is what an unset number looks like once it was stored.
    return port ? [[key, port] as const] : [];
  });
  return Object.freeze({
    ...(type !== undefined && { type }),
    ...(host !== undefined && { service_host: host }),
    ...Object.fromEntries(ports),
  });
}

function checkLogger(list: IssueList, value: unknown, path: string): void {
  const logger = list.object(value, path);
  if (logger !== undefined) list.choice(logger["mode"], `${path}.mode`, ["all", "request", "response"], true);
}
