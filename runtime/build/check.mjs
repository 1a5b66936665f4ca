/** `npm run check`: everything a change must pass, in the order of what fails fastest. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { prepare } from "./prepare.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

const STEPS = [
  ["format", "node_modules/oxfmt/bin/oxfmt", "--check"],
  ["lint", "node_modules/oxlint/bin/oxlint", "--type-aware", "--deny-warnings"],
  ["types", "node_modules/typescript/bin/tsc", "-b"],
  ["protobuf code matches the .proto files", "runtime/build/generate-proto.mjs", "--check"],
  ["number scanner matches its source", "wasm-models/number-scanner/build.mjs", "--check"],
  ["kernels match their sources", "wasm-models/kernels/build.mjs", "--check"],
  ["guests match their sources", "wasm-models/guests/build.mjs", "--check"],
  ["tests", "runtime/build/test.mjs"],
];

await prepare();
// In CI the tests have run by themselves already.
const steps = process.argv.includes("--without-tests") ? STEPS.filter(([name]) => name !== "tests") : STEPS;
for (const [name, script, ...args] of steps) {
  console.log(`\n== ${name}`);
  const result = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" });
  if (result.status !== 0) {
    console.error(`\nCheck failed: ${name}`);
    process.exit(1);
  }
}
console.log("\nAll checks passed");
