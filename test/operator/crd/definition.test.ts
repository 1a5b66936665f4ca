import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { customResourceDefinition } from "../../../operator/crd/definition.ts";
import type { Schema } from "../../../operator/crd/schema.ts";
import { generatedFiles } from "../../../operator/install/generated-files.ts";
import { SELDON_DEPLOYMENT } from "../../../operator/validation/seldon-deployment-shape.ts";
import type { Shape } from "../../../operator/validation/shape.ts";

const crd = customResourceDefinition();
const schema = crd.spec.versions[0]!.schema.openAPIV3Schema;

/** Every schema in a schema, with its path. */
function* walk(schema: Schema, path = ""): Generator<[string, Schema]> {
  yield [path, schema];
  for (const [name, each] of Object.entries(schema.properties ?? {})) yield* walk(each, `${path}.${name}`);
  if (schema.items) yield* walk(schema.items, `${path}[]`);
  if (schema.additionalProperties) yield* walk(schema.additionalProperties, `${path}{}`);
}

describe("customResourceDefinition()", () => {
  it("keeps Seldon Core's names and versions", () => {
    expect(crd.metadata.name).toBe("seldondeployments.machinelearning.seldon.io");
    expect(crd.spec).toMatchObject({ group: "machinelearning.seldon.io", scope: "Namespaced" });
    expect(crd.spec.names).toMatchObject({ kind: "SeldonDeployment", listKind: "SeldonDeploymentList" });
    expect(crd.spec.names.shortNames).toEqual(["sdep"]);
    const versions = crd.spec.versions.map(({ name, served, storage }) => [name, served, storage]);
    expect(versions).toEqual([
      ["v1", true, true],
      ["v1alpha2", true, false],
      ["v1alpha3", true, false],
    ]);
  });

  it("gives every version the same schema, since conversion is a rename", () => {
    for (const version of crd.spec.versions) expect(version.schema.openAPIV3Schema).toBe(schema);
  });

  it("scales by spec.replicas and tells an autoscaler which pods count", () => {
    for (const { subresources } of crd.spec.versions) {
      expect(subresources).toEqual({
        status: {},
        scale: {
          specReplicasPath: ".spec.replicas",
          statusReplicasPath: ".status.replicas",
          labelSelectorPath: ".status.selector",
        },
      });
    }
    // The API server takes only paths that the schema knows.
    expect(schema.properties!["status"]!.properties).toHaveProperty("selector");
  });

  it("is structural: every value has a type, or is number or text", () => {
    for (const [path, each] of walk(schema)) {
      expect(each.type !== undefined || each["x-kubernetes-int-or-string"] === true, path).toBe(true);
      if (each.type === "array") expect(each.items, path).toBeDefined();
    }
  });

  it("prunes nothing below spec and status", () => {
    for (const root of ["spec", "status"]) {
      for (const [path, each] of walk(schema.properties![root]!, root)) {
        if (each.type !== "object" || each.additionalProperties) continue;
        expect(each["x-kubernetes-preserve-unknown-fields"], path).toBe(true);
      }
    }
  });

  it("types four levels of a graph and leaves deeper ones open", () => {
    let unit = schema.properties!["spec"]!.properties!["predictors"]!.items!.properties!["graph"]!;
    for (let level = 1; level <= 4; level++) {
      expect(unit.required).toEqual(["name"]);
      unit = unit.properties!["children"]!.items!;
    }
    expect(unit).toEqual({ type: "object", "x-kubernetes-preserve-unknown-fields": true });
  });

  it("is small enough for a client-side apply, which keeps it in an annotation of 256 KiB", () => {
    expect(JSON.stringify(crd).length).toBeLessThan(64 * 1024);
  });
});

describe("the schema and the shape that the operator reads by", () => {
  const TYPES = { text: "string", integer: "integer", boolean: "boolean", object: "object" } as const;

  /** Paths where a field of the shape is missing in the schema or has another type. */
  function differences(shape: Shape, schema: Schema | undefined, path: string, levels = 3): string[] {
    if (schema === undefined) return [`${path} is not in the schema`];
    if (shape === "amount") return schema["x-kubernetes-int-or-string"] ? [] : [`${path} is not int-or-string`];
    if (shape === "texts") return schema.additionalProperties?.type === "string" ? [] : [`${path} is no map of text`];
    if (shape === "quantities") {
      return schema.additionalProperties?.["x-kubernetes-int-or-string"] ? [] : [`${path} is no map of quantities`];
    }
    if (typeof shape === "string")
      return schema.type === TYPES[shape] ? [] : [`${path} is ${schema.type}, not ${shape}`];
    if ("list" in shape) {
      return schema.type === "array"
        ? differences(shape.list, schema.items, `${path}[]`, levels)
        : [`${path} is no list`];
    }
    const required = shape.required?.filter((name) => !schema.required?.includes(name)) ?? [];
    const missing = required.map((name) => `${path}.${name} is not required by the schema`);
    const below = Object.entries(shape.fields).flatMap(([name, field]) => {
      if (name === "children" && levels === 0) return [];
      const next = typeof field === "function" ? field() : field;
      const rest = name === "children" ? levels - 1 : levels;
      return differences(next, schema.properties?.[name], `${path}.${name}`, rest);
    });
    return [...missing, ...below];
  }

  it("agree, so that what is stored can be read", () => {
    const spec = SELDON_DEPLOYMENT.fields["spec"] as Shape;
    expect(differences(spec, schema.properties!["spec"], "spec")).toEqual([]);
  });
});

describe("generated files", () => {
  it.each([...generatedFiles()])(
    "%s is what the code gives; node operator/install/generate.mjs writes it",
    (path, text) => {
      expect(readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8")).toBe(text);
    },
  );
});
