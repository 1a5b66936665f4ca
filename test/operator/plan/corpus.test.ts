/** Real manifests, judged and named as an independent model of the published operator has them. */
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Service } from "../../../operator/api/workload.ts";
import type { PredictiveUnit, SeldonDeployment } from "../../../operator/api/seldon-deployment.ts";
import { unitsOf } from "../../../operator/api/seldon-deployment.ts";
import { applyDefaults } from "../../../operator/defaults/defaults.ts";
import { DEFAULT_CONFIG } from "../../../operator/defaults/operator-config.ts";
import { plan } from "../../../operator/plan/plan.ts";
import { readSeldonDeployment } from "../../../operator/validation/read.ts";
import { validate } from "../../../operator/validation/rules.ts";
import { parseDocuments } from "../../../runtime/platform/node/yaml.ts";

const CORPUS = process.env["SELDON_MANIFESTS"];

interface Expected {
  readonly valid: "yes" | "no" | "accepted-but-fails" | "needs-server-config";
  readonly errors: readonly string[];
  readonly services: readonly string[];
  readonly predictiveUnits: Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;
}

interface Case {
  readonly file: string;
  readonly sdep: SeldonDeployment | undefined;
  readonly issues: readonly string[];
  readonly expected: Expected;
}

/** Differences on purpose, each with its reason. */
const ON_PURPOSE: Readonly<Record<string, string>> = {};

describe.skipIf(CORPUS === undefined)("the manifests in SELDON_MANIFESTS (skipped: the variable is not set)", () => {
  const cases: Case[] = [];

  beforeAll(async () => {
    const expected = JSON.parse(await readFile(join(CORPUS!, "expected.json"), "utf8")) as Record<string, Expected>;
    for (const file of (await readdir(CORPUS!)).filter((name) => name.endsWith(".yaml")).toSorted()) {
      if (expected[file] === undefined) continue;
      const { values } = parseDocuments(await readFile(join(CORPUS!, file), "utf8"));
      const value = values.find((candidate) => (candidate as { kind?: unknown }).kind === "SeldonDeployment");
      const { sdep, issues } = readSeldonDeployment(value ?? values[0]);
      const found = [...issues, ...(sdep === undefined ? [] : validate(sdep, DEFAULT_CONFIG))];
      const texts = found.map(({ path, message }) => `${path}: ${message}`);
      cases.push({ file, sdep, issues: texts, expected: expected[file] });
    }
    expect(cases.length).toBeGreaterThan(100);
  });

  it("are admitted and refused as by the published webhook", () => {
    const different = cases
      .filter(({ expected, issues }) => (expected.valid === "no") !== issues.length > 0)
      .filter(({ file, expected }) => ON_PURPOSE[file] === undefined && expected.valid !== "needs-server-config")
      .map(
        ({ file, expected, issues }) => `${file}: ${expected.valid} ${expected.errors.join()}; got ${issues.join()}`,
      );
    expect(different).toEqual([]);
  });

  it("have the ports and hosts of the published defaulting", () => {
    const different: string[] = [];
    for (const { file, sdep, expected } of cases) {
      if (sdep === undefined || expected.valid !== "yes") continue;
      const completed = applyDefaults(sdep, DEFAULT_CONFIG);
      for (const { name, graph } of completed.spec.predictors) {
        for (const unit of unitsOf(graph)) {
          const want = expected.predictiveUnits[name]?.[unit.name];
          if (want === undefined) continue;
          const got = describeUnit(unit, want);
          if (JSON.stringify(got) !== JSON.stringify(want)) {
            different.push(`${file} ${name}/${unit.name}: ${JSON.stringify(want)} got ${JSON.stringify(got)}`);
          }
        }
      }
    }
    expect(different).toEqual([]);
  });

  it("are planned, with the Services that clients and containers are called by", () => {
    const different: string[] = [];
    for (const { file, sdep, expected } of cases) {
      if (sdep === undefined || expected.valid === "no") continue;
      const { objects, problems, placement } = plan(sdep, DEFAULT_CONFIG);
      if (expected.valid === "accepted-but-fails") {
        if (problems.length === 0) expect(objects.length, file).toBeGreaterThan(0);
        continue;
      }
      if (problems.length > 0) {
        different.push(`${file}: cannot run: ${problems.map(({ path, message }) => `${path}: ${message}`).join("; ")}`);
        continue;
      }
      const services = objects.filter((object): object is Service => object.kind === "Service");
      const got = services.map(
        ({ metadata, spec }) => `${metadata.name}:${spec.ports.map(({ port }) => port).join("/")}`,
      );
      const inProcess = placement.filter(({ place }) => place === "in-process");
      // In process nobody calls a unit by a Service.
      const dropped = new Set(inProcess.map(({ predictor, unit }) => `${sdep.metadata.name}-${predictor}-${unit}`));
      const want = [...new Set(expected.services)].filter((service) => !dropped.has(service.split(":")[0]!));
      // The model does not say which ports a container without an engine has.
      const isKnown = (service: string): boolean =>
        service.endsWith("<container ports>")
          ? got.some((known) => known.startsWith(service.split("<")[0]!))
          : got.includes(service);
      const missing = want.filter((service) => !isKnown(service));
      if (missing.length > 0) different.push(`${file}: missing ${missing.join()}; got ${got.join()}`);
    }
    expect(different).toEqual([]);
  });
});

function describeUnit(unit: PredictiveUnit, want: Record<string, unknown>): Record<string, unknown> {
  const all: Record<string, unknown> = { type: unit.type, impl: unit.implementation, ...unit.endpoint };
  return Object.fromEntries(Object.keys(want).map((key) => [key, all[key] ?? null]));
}
