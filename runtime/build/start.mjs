/** `npm start`: serves the example deployment, or whatever arguments follow `--`. */
import { prepare } from "./prepare.mjs";

await prepare();
const given = process.argv.slice(2);
const isCommand = given.length > 0 && !given[0].startsWith("-");
const args = isCommand ? given : ["serve", "examples/breast-cancer/deployment.yaml", ...given];
const { main } = await import("../../dist/cli/program.js");
await main(args);
