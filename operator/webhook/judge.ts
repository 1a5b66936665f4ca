/** What the webhook says of a SeldonDeployment: the same checks that the operator repeats. @module */
import type { OperatorConfig } from "../defaults/operator-config.ts";
import { readSeldonDeployment } from "../validation/read.ts";
import { validate } from "../validation/rules.ts";
import { SELDON_DEPLOYMENT } from "../validation/seldon-deployment-shape.ts";
import { ineffectiveSettings } from "./ineffective-settings.ts";
import type { Judge } from "./review.ts";
import { strayFields } from "./stray-fields.ts";

/** @param config asked each time: an administrator may change it while the operator runs */
export function createJudge(config: () => OperatorConfig): Judge {
  return (object) => {
    const { sdep, issues } = readSeldonDeployment(object);
    if (sdep === undefined) return { issues, warnings: [] };
    const stray = strayFields(withoutStatus(object), SELDON_DEPLOYMENT).map((path) => `${path} has no effect`);
    return { issues: validate(sdep, config()), warnings: [...stray, ...ineffectiveSettings(sdep)] };
  };
}

/** It is the operator's, not the user's. */
function withoutStatus(object: unknown): unknown {
  const { status: _, ...rest } = object as Readonly<Record<string, unknown>>;
  return rest;
}
