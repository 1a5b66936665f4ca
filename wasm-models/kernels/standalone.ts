import { run } from "./run.ts";
export { run };
