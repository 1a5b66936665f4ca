/**
 * Objects that a caller stands behind nodes or registers as implementations outlive a swap: they are
 * loaded, and their service is started, once in the life of a runtime.
 * @module
 */
import { findMethod } from "../units/component/members.ts";
import type { Implementation } from "../units/registry.ts";
import type { UnitBinding } from "./bind.ts";

/** The hooks of a component that run once, by both spellings. */
const ONCE: Readonly<Record<string, string>> = {
  load: "load",
  customService: "customService",
  custom_service: "customService",
};

/** Remembers what each object's hooks came to; belongs to one runtime. */
export class LoadedOnce {
  readonly #known = new WeakMap<object, object>();

  /** The same bindings, with objects that run their hooks once however often they are bound. */
  wrap(units: Readonly<Record<string, UnitBinding>>): Readonly<Record<string, UnitBinding>> {
    return Object.fromEntries(Object.entries(units).map(([name, binding]) => [name, this.#wrapOne(binding)]));
  }

  /** The same for implementations: factories and classes make a unit of their own each time. */
  wrapImplementations(own: Readonly<Record<string, Implementation>>): Readonly<Record<string, Implementation>> {
    const wrapped = Object.entries(own).map(([name, implementation]): [string, Implementation] => {
      if (typeof implementation === "function") return [name, implementation];
      const component = this.#wrapOne(implementation.component);
      return [name, { component }];
    });
    return Object.fromEntries(wrapped);
  }

  #wrapOne<T>(binding: T): T | object {
    if (typeof binding !== "object" || binding === null) return binding;
    if (findMethod(binding, "load") === undefined && findMethod(binding, "customService") === undefined) return binding;
    const known = this.#known.get(binding) ?? withHooksOnce(binding);
    this.#known.set(binding, known);
    return known;
  }
}

// A view, not a copy: the caller may still change the object, and its methods may use private fields.
function withHooksOnce(component: object): object {
  const outcomes = new Map<string, unknown>();
  const once = (hook: string): unknown => {
    if (outcomes.has(hook)) return outcomes.get(hook);
    const outcome = findMethod(component, hook)!();
    outcomes.set(hook, outcome);
    // What failed to load is tried again by the next swap.
    Promise.resolve(outcome).catch(() => outcomes.delete(hook));
    return outcome;
  };
  const read = (_: object, key: string | symbol): unknown => {
    const member: unknown = Reflect.get(component, key, component);
    if (typeof member !== "function" || key === "constructor") return member;
    const hook = typeof key === "string" && Object.hasOwn(ONCE, key) ? ONCE[key] : undefined;
    return hook === undefined ? (member.bind(component) as unknown) : () => once(hook);
  };
  // An empty target: a frozen one would insist on its own unbound methods.
  return new Proxy({}, { get: read, has: (_, key) => key in component });
}
