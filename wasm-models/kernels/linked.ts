/** The kernels over a memory of the host's: one copy for all models of a process. */
import { exp, expm1, log, log1p, sigmoid, tanh } from "./math.ts";
import { run } from "./run.ts";

export { exp, expm1, log, log1p, run, sigmoid, tanh };
