/** `zerohop operator`: looks after SeldonDeployments until it is told to stop. @module */
import { startOperator } from "../../operator/main.ts";
import { createJsonLogger, levelFrom } from "../platform/node/logger.ts";
import { stopOnSignals } from "./signals.ts";

export interface OperatorFlags {
  readonly context?: string;
  readonly healthPort: number;
  readonly webhookPort: number;
  readonly withoutLease?: boolean;
}

export async function operatorCommand(flags: OperatorFlags): Promise<void> {
  const { env } = process;
  const logger = createJsonLogger(levelFrom(env["SELDON_LOG_LEVEL"]));
  const operator = await startOperator({
    env,
    healthPort: flags.healthPort,
    webhookPort: flags.webhookPort,
    ...(flags.context === undefined ? {} : { context: flags.context }),
    ...(flags.withoutLease === true ? { withoutLease: true } : {}),
    log: (level, message, fields) => logger.log(level, message, fields),
  });
  logger.log("info", "operator started", { healthPort: operator.healthPort });
  void operator.lost.then(() => {
    logger.log("error", "lost the Lease to another operator: ending at once");
    process.exit(1);
  });
  stopOnSignals(operator.close, 0);
}
