/**
 * A unit's parameters: strings in the manifest, typed by their declared type.
 * @module
 */

/** As the manifest holds it; `type` is INT, FLOAT, DOUBLE, STRING or BOOL. */
export interface UnitParameter {
  readonly name: string;
  readonly value: string;
  readonly type: string;
}

export type ParameterValue = number | string | boolean;

const TRUE = new Set(["y", "yes", "t", "true", "on", "1"]);
const FALSE = new Set(["n", "no", "f", "false", "off", "0"]);

/** Parameters whose name starts with `zerohop.`: settings of the runtime, not of the user's class. */
const OWN = "zerohop.";

/**
 * Reads a parameter's value by its type.
 * @throws TypeError naming the parameter, its type and what was expected.
 */
export function parameterValue(parameter: UnitParameter): ParameterValue {
  const { name, type, value } = parameter;
  const text = value.trim();
  switch (type) {
    case "INT":
      if (/^[+-]?\d+$/.test(text)) return Number(text);
      throw wrong(name, "a whole number", type, value);
    case "FLOAT":
    case "DOUBLE":
      if (text !== "" && !Number.isNaN(Number(text))) return Number(text);
      if (/^[+-]?(nan|inf(inity)?)$/i.test(text)) return special(text);
      throw wrong(name, "a number", type, value);
    case "BOOL":
      if (TRUE.has(text.toLowerCase())) return true;
      if (FALSE.has(text.toLowerCase())) return false;
      throw wrong(name, "true or false", type, value);
    case "STRING":
      return value;
    default:
      throw new TypeError(`Parameter "${name}": type must be INT, FLOAT, DOUBLE, STRING or BOOL, got "${type}"`);
  }
}

/** The parameters meant for the unit's own code, by name. */
export function userParameters(parameters: readonly UnitParameter[]): Record<string, ParameterValue> {
  const own = parameters.filter((parameter) => !parameter.name.startsWith(OWN));
  return Object.fromEntries(own.map((parameter) => [parameter.name, parameterValue(parameter)]));
}

/** The text of the runtime setting `zerohop.<name>`, or undefined when the manifest has none. */
export function runtimeParameter(parameters: readonly UnitParameter[], name: string): string | undefined {
  return parameters.find((parameter) => parameter.name === OWN + name)?.value;
}

function special(text: string): number {
  if (/nan/i.test(text)) return NaN;
  return text.startsWith("-") ? -Infinity : Infinity;
}

function wrong(name: string, expected: string, type: string, value: string): TypeError {
  return new TypeError(
    `Parameter "${name}" of type ${type}: expected ${expected}, got ${JSON.stringify(value.slice(0, 40))}`,
  );
}
