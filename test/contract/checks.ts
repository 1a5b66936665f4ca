/** Ways in which an answer may differ from the recorded one, for the list of differences. */
import { isJsonObject } from "../../runtime/message/json-value.ts";
import { compare, show } from "./compare.ts";
import type { Answer, Pair } from "./pair.ts";

/** What is wrong with an answer that was expected to differ; undefined when it differs as agreed. */
export type Check = (recorded: Answer, actual: Answer, pair: Pair) => string | undefined;

/** Refused as bad data, with a text that says what was expected. */
export const refused: Check = (_, actual) => errorIs(actual, [400], "MICROSERVICE_BAD_DATA");

/** Not asked at all: there is no such port. */
export const unasked: Check = (_, actual) => (actual.status === 0 ? undefined : `status ${actual.status}`);

/** Refused as a path or method that there is not. */
export const unrouted: Check = (_, actual) => errorIs(actual, [404, 405], "MICROSERVICE_INTERNAL_ERROR");

/** Fails with status 500 and this reason. */
export function fails(reason: string): Check {
  return (_, actual) => errorIs(actual, [500], reason);
}

/** Answers 200 with this body. */
export function answers(body: unknown): Check {
  return (_, actual) => compare({ status: 200, contentType: "application/json", body }, actual);
}

/** Answers what `change` makes of the recorded body. */
export function changed(change: (body: unknown, pair: Pair) => unknown): Check {
  return (recorded, actual, pair) =>
    compare({ ...recorded, body: change(structuredClone(recorded.body), pair) }, actual);
}

/** The recorded body with the part at `path` replaced. */
export function replaced(path: string, value: unknown): Check {
  return changed((body) => {
    const keys = path.split(".");
    const last = keys.pop()!;
    const holder = keys.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], body);
    (holder as Record<string, unknown>)[last] = value;
    return body;
  });
}

/** The recorded body with `write` in the place of NaN and the infinities. */
export function withoutSpecials(write: (value: number) => unknown): Check {
  const walk = (value: unknown): unknown => {
    if (typeof value === "number") return Number.isFinite(value) ? value : write(value);
    if (Array.isArray(value)) return value.map(walk);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]));
  };
  return changed(walk);
}

/** The recorded numbers of a tftensor, as another type. */
export function asTensorType(datatype: string, values: string, list: readonly number[]): Check {
  return changed((body) => {
    const { data, meta } = body as { data: { names: unknown; tftensor: { tensorShape: unknown } }; meta: unknown };
    const { tensorShape } = data.tftensor;
    return { data: { names: data.names, tftensor: { dtype: datatype, tensorShape, [values]: list } }, meta };
  });
}

function errorIs(actual: Answer, statuses: readonly number[], reason: string): string | undefined {
  const { body } = actual;
  const status = isJsonObject(body) && isJsonObject(body["status"]) ? body["status"] : {};
  const same = statuses.includes(actual.status) && status["reason"] === reason && status["code"] === -1;
  return same ? undefined : `expected ${statuses.join(" or ")} ${reason}, got ${actual.status}: ${show(body)}`;
}
