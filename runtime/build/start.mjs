/** `npm start`: serves the example deployment, or whatever arguments follow `--`. */
import { createRequire } from "node:module";
import { prepare } from "./prepare.mjs";

await prepare();
const given = process.argv.slice(2);
const isCommand = given.length > 0 && (!given[0].startsWith("-") || /^(-h|--help|-v|--version)$/.test(given[0]));
const args = isCommand ? given : ["serve", "examples/breast-cancer/deployment.yaml", ...given];
const require = createRequire(import.meta.url);
const { loadProgram } = require("../../dist/cli/cached-program.js");
await loadProgram(require.resolve("../../dist/cli/program.js")).main(args);
