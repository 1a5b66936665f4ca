/** One operation of a document. @module */
import type { JsonObject, JsonValue } from "../message/json-value.ts";

export interface OperationOptions {
  readonly id: string;
  readonly summary: string;
  readonly tag: string;
  /** Schema of the answer. */
  readonly answer: JsonObject;
  /** Schema of an error. */
  readonly error: JsonObject;
  /** Whether a client has to show who it is. */
  readonly guarded: boolean;
  /** Names of the path's parameters. */
  readonly parameters?: readonly string[];
}

const PROBLEMS: Readonly<Record<string, string>> = {
  "400": "The request cannot be read or does not fit the graph",
  "404": "There is no such model, unit or version",
  "413": "The body is larger than the limit",
  "500": "A unit failed",
  "503": "The server is full, or a unit cannot be reached",
  "504": "The answer came too late",
};

/** An operation that takes a body. */
export function post(options: OperationOptions, body: JsonObject, example: JsonValue | undefined): JsonObject {
  const content = { "application/json": { schema: body, ...(example !== undefined && { example }) } };
  return { ...operation(options), requestBody: { required: true, content } };
}

/** An operation without a body. */
export function operation(options: OperationOptions): JsonObject {
  const { id, summary, tag, answer, error, guarded, parameters = [] } = options;
  const refused = guarded ? { "401": "The client did not show who it is" } : {};
  const errors = Object.entries({ ...PROBLEMS, ...refused }).map(([status, description]) => [
    status,
    { description, content: { "application/json": { schema: error } } },
  ]);
  return {
    operationId: id,
    summary,
    tags: [tag],
    ...(parameters.length > 0 && {
      parameters: parameters.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
    }),
    responses: {
      "200": { description: "The answer", content: { "application/json": { schema: answer } } },
      ...Object.fromEntries(errors),
    },
    ...(guarded && { security: [{ bearer: [] }, { apiKey: [] }] }),
  };
}

/** Schemes that `security` refers to. */
export const SECURITY_SCHEMES: JsonObject = {
  bearer: { type: "http", scheme: "bearer" },
  apiKey: { type: "apiKey", in: "header", name: "x-api-key" },
};
