/**
 * Builds the committed guests from their weights. The same sources give the same bytes.
 *
 *     node wasm-models/guests/build.mjs            # writes every guest of the table below
 *     node wasm-models/guests/build.mjs --check    # fails when a committed file is not what would be built
 *     node wasm-models/guests/build.mjs logistic weights.json out.wasm   # builds one of your own
 */
import { readFile, writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { main as compile } from "assemblyscript/asc";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MODELS = "examples/breast-cancer/models";

/** Guest source, weights and the committed file. */
const GUESTS = [
  ["logistic", `${MODELS}/linear.json`, `${MODELS}/linear.wasm`],
  ["logistic", `${MODELS}/linear-b.json`, `${MODELS}/linear-b.wasm`],
  ["scaler", `${MODELS}/scaler.json`, `${MODELS}/scaler.wasm`],
];

/** `weights.ts` by guest: JSON numbers are the shortest text of their float64, so nothing is lost. */
const WEIGHTS = {
  logistic({ coef, intercept, classNames }, name) {
    const features = coef[0].length;
    const meta = {
      name,
      versions: ["1"],
      platform: "zerohop-wasm",
      inputs: [{ messagetype: "tensor", schema: { shape: [features] } }],
      outputs: [{ messagetype: "tensor", schema: { names: classNames, shape: [classNames.length] } }],
      classNames,
      wantsNames: false,
    };
    return [
      integer("FEATURES", features),
      integer("CLASSES", classNames.length),
      numbers("COEF", coef.flat()),
      numbers("INTERCEPT", intercept),
      text("META", JSON.stringify(meta)),
    ];
  },
  scaler({ mean, scale, featureNames }, name) {
    const names = featureNames ?? [];
    const schema = { ...(names.length > 0 ? { names } : {}), shape: [mean.length] };
    const meta = {
      name,
      versions: ["1"],
      platform: "zerohop-wasm",
      inputs: [{ messagetype: "tensor", schema }],
      outputs: [{ messagetype: "tensor", schema }],
      classNames: names,
      wantsNames: false,
    };
    return [
      integer("FEATURES", mean.length),
      numbers("MEAN", mean),
      numbers("SCALE", scale),
      text("META", JSON.stringify(meta)),
    ];
  },
};

const integer = (name, value) => `export const ${name}: i32 = ${value};`;
const numbers = (name, values) => `export const ${name}: StaticArray<f64> = [${values.map(float).join(", ")}];`;
const text = (name, value) => `export const ${name}: string = ${JSON.stringify(value)};`;

function float(value) {
  if (!Number.isFinite(value)) throw new TypeError(`Weights must be finite numbers, got ${value}`);
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}

/** Compiles a guest with its weights; gives the bytes of the module. */
export async function buildGuest(guest, weights, name) {
  const generated = WEIGHTS[guest](weights, name).join("\n");
  let binary;
  const source = `wasm-models/guests/${guest}.ts`;
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort=", "--outFile", "guest.wasm"];
  const { error, stderr } = await compile([source, ...flags], {
    readFile: (path) => (basename(path) === "weights.ts" ? generated : readFile(resolve(ROOT, path), "utf8").catch(() => null)),
    writeFile: (_path, contents) => void (binary = contents),
    listFiles: () => [],
  });
  if (error !== null) throw new Error(`${source} does not build: ${error.message}\n${stderr.toString()}`);
  return binary;
}

async function build([guest, weightsFile, outFile], check) {
  const weights = JSON.parse(await readFile(resolve(ROOT, weightsFile), "utf8"));
  const bytes = await buildGuest(guest, weights, basename(outFile, ".wasm"));
  const out = resolve(ROOT, outFile);
  if (!check) {
    await writeFile(out, bytes);
    console.log(`${outFile}: ${bytes.length} bytes`);
    return true;
  }
  const committed = await readFile(out).catch(() => undefined);
  const isSame = committed !== undefined && Buffer.compare(committed, bytes) === 0;
  if (!isSame) console.error(`${outFile} is not what its sources give; run node wasm-models/guests/build.mjs`);
  return isSame;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const own = process.argv.slice(2).filter((argument) => argument !== "--check");
  const check = process.argv.includes("--check");
  const list = own.length === 0 ? GUESTS : [[own[0], ...own.slice(1, 3).map((path) => resolve(path))]];
  let allSame = true;
  for (const guest of list) allSame = (await build(guest, check)) && allSame;
  if (!allSame) process.exitCode = 1;
}
