/** Which file a folder means, and where a model comes from. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { findModel } from "../../runtime/cli/models/model-path.ts";
import { provenanceOf } from "../../runtime/cli/models/provenance.ts";

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "zerohop-inspect-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

describe("findModel()", () => {
  it.each(["model.joblib", "model.pkl", "model.bst", "model.json", "model.ubj", "model.txt"])(
    "takes %s of a folder",
    async (name) => {
      const folder = folderOf({ [name]: "", "metadata.yaml": "" });
      expect(await findModel(folder)).toEqual({ path: join(folder, name), folder });
    },
  );

  it("does not choose among several, nor take what it does not know", async () => {
    const several = folderOf({ "model.joblib": "", "model.bst": "" });
    await expect(findModel(several)).rejects.toThrow("found 2 in: model.bst, model.joblib");
    await expect(findModel(folderOf({ "readme.md": "" }))).rejects.toThrow("found 0 in: readme.md");
    await expect(findModel("/nowhere/model")).rejects.toThrow("/nowhere/model: no such file");
  });

  it.each([
    ["sklearn", "pickled_model: data/model.pkl", "data/model.pkl"],
    ["xgboost", "data: model.ubj", "model.ubj"],
    ["lightgbm", "data: model.lgb", "model.lgb"],
  ])("takes what MLmodel names for %s", async (flavour, line, file) => {
    const text = `flavors:\n  python_function: {loader_module: mlflow}\n  ${flavour}:\n    ${line}\nrun_id: 4f1c\n`;
    const folder = folderOf({ MLmodel: text, [file]: "" });
    expect(await findModel(folder)).toEqual({ path: join(folder, file), folder });
  });

  it("takes nothing that MLmodel names elsewhere", async () => {
    const folder = folderOf({ MLmodel: "flavors: {sklearn: {pickled_model: ../../etc/passwd}}\n" });
    await expect(findModel(folder)).rejects.toThrow("expected a model file inside the folder");
    const absolute = folderOf({ MLmodel: "flavors: {sklearn: {pickled_model: /etc/passwd}}\n" });
    await expect(findModel(absolute)).rejects.toThrow("expected a model file inside the folder");
  });

  it("names flavours that it does not know", async () => {
    const folder = folderOf({ MLmodel: "flavors: {pytorch: {model_data: data}}\n" });
    await expect(findModel(folder)).rejects.toThrow(
      "expected a flavour that can be compiled (sklearn, xgboost, lightgbm), got pytorch",
    );
  });
});

describe("provenanceOf()", () => {
  const REVISION = "0123456789abcdef0123456789abcdef01234567";
  const of = async (folder: string, file = "model.joblib"): Promise<unknown> =>
    provenanceOf(join(folder, file), dirname(join(folder, file)));

  it.each([
    ["a branch", { ".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": `${REVISION}\n` }],
    [
      "packed branches",
      { ".git/HEAD": "ref: refs/heads/a/b\n", ".git/packed-refs": `# x\n${REVISION} refs/heads/a/b\n` },
    ],
    ["a commit", { ".git/HEAD": `${REVISION}\n` }],
    [
      "a worktree",
      {
        ".git": "gitdir: repository/worktrees/w\n",
        "repository/worktrees/w/HEAD": "ref: refs/heads/main\n",
        "repository/worktrees/w/commondir": "../..\n",
        "repository/refs/heads/main": REVISION,
      },
    ],
  ])("reads the git revision of %s, from a folder further down", async (_, files) => {
    const folder = folderOf({ ...files, "models/model.joblib": "" });
    expect(await of(folder, "models/model.joblib")).toEqual({ gitRevision: REVISION });
  });

  it("does not follow a reference out of the repository", async () => {
    const folder = folderOf({ ".git/HEAD": "ref: refs/../../secret\n", secret: REVISION });
    expect(await of(folder)).toEqual({});
  });

  it("reads the MLflow run and the DVC hash", async () => {
    const folder = folderOf({
      ".git/HEAD": "x",
      MLmodel: "flavors: {sklearn: {pickled_model: model.joblib}}\nrun_id: 4f1c\n",
      "model.joblib.dvc": "outs:\n- md5: a1b2\n  size: 3\n  path: model.joblib\n",
    });
    expect(await of(folder)).toEqual({ mlflowRun: "4f1c", dvcHash: "a1b2" });
  });
});
