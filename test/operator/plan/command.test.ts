/** `zerohop plan`, as a person sees it. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { planCommand } from "../../../runtime/cli/plan.ts";
import { failureOf } from "../../support/manifests.ts";

const manifest = join(import.meta.dirname, "golden", "in-process.yaml");

async function printed(path: string, format: "text" | "yaml" | "json", config?: string) {
  const output: Record<"stdout" | "stderr", string> = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    const spy = vi.spyOn(process[stream], "write").mockImplementation((text) => {
      output[stream] += String(text);
      return true;
    });
    onTestFinished(() => spy.mockRestore());
  }
  await planCommand(path, { format, ...(config !== undefined && { config }) });
  return output;
}

async function file(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "zerohop-plan-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "file.yaml");
  await writeFile(path, text);
  return path;
}

describe("zerohop plan", () => {
  it("shows units with their places and reasons, objects, and these in full", async () => {
    const { stdout } = await printed(manifest, "text");
    expect(stdout).toMatch(/^Units\n {2}main\/scorer +in-process +the runtime serves models of XGBOOST_SERVER\n/);
    expect(stdout).toMatch(/\nObjects\n {2}ConfigMap +churn-main-[0-9a-f]{10}\n {2}Deployment +churn-main\n/);
    expect(stdout).toContain("kind: HorizontalPodAutoscaler");
  });

  it("prints the objects alone for other programs, warnings aside", async () => {
    const config = await file("keda: true\ningress: { provider: istio }\n");
    const { stdout } = await printed(manifest, "yaml", config);
    const kinds = parseAllDocuments(stdout).map((document) => (document.toJS() as { kind: string }).kind);
    expect(kinds).toContain("VirtualService");
    const { stdout: json } = await printed(manifest, "json");
    expect(JSON.parse(json)).toMatchObject({ kind: "List", items: expect.any(Array) as unknown });
  });

  it("says everything that is wrong with the manifest, or with the configuration", async () => {
    const wrong = await file(
      "apiVersion: machinelearning.seldon.io/v1\nkind: SeldonDeployment\nmetadata: {name: x}\nspec: {protocol: q, predictors: []}\n",
    );
    const failure = await failureOf(() => printed(wrong, "text"));
    expect(failure.message).toContain("spec.protocol: expected one of");
    expect(failure.message).toContain("spec.predictors: expected at least one predictor");
    const config = await file("ingress: { provider: nginx }\n");
    expect((await failureOf(() => printed(manifest, "text", config))).message).toContain(
      "The configuration cannot be used",
    );
  });
});
