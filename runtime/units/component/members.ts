/** Finds a component's methods and attributes under either spelling. @module */

export type Method = (...args: unknown[]) => unknown;

/** The method `name` (camel case) or its snake-case form, bound to the component. */
export function findMethod(component: object, name: string): Method | undefined {
  const member = findMember(component, name);
  return typeof member === "function" ? (member.bind(component) as Method) : undefined;
}

/** A list that is either an attribute or a method's answer, read anew at each call. */
export function findList(component: object, name: string): (() => readonly string[]) | undefined {
  const method = findMethod(component, name);
  if (method !== undefined) return () => asTexts(method());
  return Array.isArray(findMember(component, name)) ? () => asTexts(findMember(component, name)) : undefined;
}

/** The member under its camel-case or snake-case name. */
export function findMember(component: object, name: string): unknown {
  const members = component as Readonly<Record<string, unknown>>;
  return members[name] ?? members[toSnakeCase(name)];
}

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function asTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
