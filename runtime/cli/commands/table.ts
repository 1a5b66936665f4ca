/** All subcommands, in the order in which `zerohop --help` lists them. @module */
import { compare } from "./compare.ts";
import { compile } from "./compile.ts";
import { graph } from "./graph.ts";
import { inspect } from "./inspect.ts";
import { microservice } from "./microservice.ts";
import { operator } from "./operator.ts";
import { plan } from "./plan.ts";
import { predict } from "./predict.ts";
import { serve } from "./serve.ts";
import type { Subcommand } from "./subcommand.ts";

export const SUBCOMMANDS: readonly Subcommand[] = [
  serve,
  predict,
  compare,
  graph,
  compile,
  inspect,
  microservice,
  plan,
  operator,
];
