/**
 * `zerohop microservice`: Seldon's language wrapper for one file, with the environment names and
 * defaults of `seldon-core-microservice`.
 * @see contract section 11.2
 * @module
 */
import { basename } from "node:path";
import type { RuntimeHost } from "../host.ts";
import { createWrapper } from "../wrapper/wrapper.ts";
import { createNodeHost } from "../platform/node/host.ts";
import { createLazyPool } from "../platform/node/lazy-pool.ts";
import { createJsonLogger, levelFrom } from "../platform/node/logger.ts";
import { serve } from "../platform/node/server.ts";
import type { NodeServer, ServeOptions } from "../platform/node/server.ts";
import { isWorker, reportReady } from "../platform/node/worker-process.ts";
import { parseDocuments } from "../platform/node/yaml.ts";
import { isRawUnit } from "../units/component/raw.ts";
import type { RawVerb } from "../units/component/raw.ts";
import type { UnitParameter } from "../units/parameters.ts";
import { createRegistry, serverFor } from "../units/registry.ts";
import type { Unit } from "../units/unit.ts";
import type { Service } from "../service.ts";
import { addressOf, urlOf } from "./curl-access.ts";
import { podMessageLimit } from "./pod-annotations.ts";
import { checkedTls } from "./security.ts";
import type { TlsFlags } from "./security.ts";
import { drainDelayIn, stopOnSignals } from "./signals.ts";

export interface MicroserviceFlags extends TlsFlags {
  readonly serviceType?: string;
  readonly httpPort?: number;
  readonly grpcPort?: number | "none";
  readonly grpcMaxMessageSize?: number;
  readonly host?: string;
  readonly parameters?: string;
  readonly workers?: number;
  readonly logLevel?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The verb that a service type needs; an OUTLIER_DETECTOR is whatever its class is. */
const VERB_OF_TYPE: Readonly<Record<string, RawVerb | undefined>> = {
  MODEL: "predict",
  ROUTER: "route",
  TRANSFORMER: "transformInput",
  OUTPUT_TRANSFORMER: "transformOutput",
  COMBINER: "aggregate",
  OUTLIER_DETECTOR: undefined,
};

const HTTP_PORT = 9000;
const GRPC_PORT = 5000;
const HTTP_PORT_VARIABLE = "PREDICTIVE_UNIT_HTTP_SERVICE_PORT";
const GRPC_PORT_VARIABLE = "PREDICTIVE_UNIT_GRPC_SERVICE_PORT";

/** Serves a unit until a signal ends it. */
export async function microserviceCommand(
  file: string,
  extra: readonly string[],
  flags: MicroserviceFlags,
  env: Environment = process.env,
): Promise<void> {
  if (extra.length > 0) throw new Error(explainExtra(extra));
  const tls = checkedTls(flags, env);
  const workers = flags.workers ?? toNumber(env, "GUNICORN_WORKERS", 1);
  if (workers > 1 && !isWorker()) {
    const { superviseWorkers } = await import("../platform/node/supervisor.ts");
    process.exit(await superviseWorkers(workers, (text) => void process.stdout.write(text)));
  }
  const pool = createLazyPool();
  const host: RuntimeHost = { ...microserviceHost(env, flags.logLevel), offload: pool };
  const unit = await loadMicroservice(file, flags, host);
  const service = createWrapper(unit, host, { onClose: pool.close });
  const drainDelayMs = drainDelayIn(env);
  const server = await start(service, flags, tls, env, drainDelayMs).catch(async (error: unknown) => {
    await service.close();
    throw error;
  });
  const url = urlOf(tls === undefined ? "http" : "https", { host: flags.host, port: server.port });
  const text = `
Zerohop serves ${basename(file)} as ${flags.serviceType ?? "MODEL"}  [${unit.kind}]

  REST  ${url}/predict
  gRPC  ${addressOf({ host: flags.host, port: server.grpcPort })} seldon.protos.Model/Predict

`;
  if (isWorker()) reportReady(text);
  else process.stdout.write(text);
  stopOnSignals(() => server.stop(), drainDelayMs);
}

async function start(
  service: Service,
  flags: MicroserviceFlags,
  tls: ServeOptions["tls"],
  env: Environment,
  drainDelayMs: number,
): Promise<NodeServer> {
  const maxMessageBytes = flags.grpcMaxMessageSize ?? (await podMessageLimit());
  return serve(service, { ...addressesOf(flags, env), tls, maxMessageBytes, drainDelayMs });
}

/** Where to listen, by flags and environment. The second port may be missing when nobody asked for it. */
function addressesOf(flags: MicroserviceFlags, env: Environment): ServeOptions {
  const asked = flags.grpcPort ?? (env[GRPC_PORT_VARIABLE] ? toNumber(env, GRPC_PORT_VARIABLE, GRPC_PORT) : undefined);
  return {
    port: flags.httpPort ?? toNumber(env, HTTP_PORT_VARIABLE, HTTP_PORT),
    grpcPort: asked === "none" ? undefined : (asked ?? GRPC_PORT),
    isGrpcPortOptional: asked === undefined,
    host: flags.host,
  };
}

/** The host of a microservice: MODEL_METADATA may be YAML, SELDON_LOG_LEVEL wins over the flag. */
export function microserviceHost(env: Environment, logLevel?: string): RuntimeHost {
  const metadata = env["MODEL_METADATA"];
  const logger = createJsonLogger(levelFrom(env["SELDON_LOG_LEVEL"] ?? logLevel));
  if (metadata === undefined || metadata === "") return createNodeHost({ env, logger });
  const { values, error } = parseDocuments(metadata);
  if (error !== undefined) logger.log("warn", "MODEL_METADATA is neither YAML nor JSON and is passed over", { error });
  return createNodeHost({
    env: { ...env, MODEL_METADATA: error === undefined ? JSON.stringify(values[0]) : "" },
    logger,
  });
}

/**
 * Loads the unit that a file holds.
 * @throws Error that says what to change: the file, the parameters, the service type.
 */
export async function loadMicroservice(file: string, flags: MicroserviceFlags, host: RuntimeHost): Promise<Unit> {
  const server = serverFor(file);
  if (server === undefined) throw new Error(`${file}: expected a .ts, .js, .mjs, .wasm or .onnx file`);
  const { env } = host;
  const unit = await createRegistry().get(server)!(
    {
      name: env["PREDICTIVE_UNIT_ID"] ?? "",
      implementation: server,
      modelUri: file,
      parameters: readParameters(flags.parameters ?? env["PREDICTIVE_UNIT_PARAMETERS"] ?? "[]"),
      childCount: 0,
      image: env["PREDICTIVE_UNIT_IMAGE"] ?? "",
    },
    host,
  );
  if (flags.serviceType !== undefined) checkType(unit, file, flags.serviceType);
  return unit;
}

/**
 * Reads `[{"name", "value", "type"}]`.
 * @throws Error naming the parameter that is not of this form.
 */
export function readParameters(text: string): readonly UnitParameter[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    throw new Error(`Parameters: expected JSON such as ${EXAMPLE}: ${String(error)}`, { cause: error });
  }
  if (!Array.isArray(list)) throw new Error(`Parameters: expected a list such as ${EXAMPLE}`);
  return list.map((item: unknown, index) => {
    const { name, value, type = "STRING" } = (item ?? {}) as Partial<Record<string, unknown>>;
    if (typeof name !== "string" || value === undefined || typeof type !== "string") {
      throw new Error(`Parameters: expected name, value and type at [${index}], such as ${EXAMPLE}`);
    }
    return { name, value: typeof value === "string" ? value : JSON.stringify(value), type };
  });
}

const EXAMPLE = '[{"name":"threshold","value":"0.5","type":"FLOAT"}]';

function checkType(unit: Unit, file: string, type: string): void {
  const verb = VERB_OF_TYPE[type];
  if (verb === undefined) return;
  const can = (candidate: RawVerb): boolean =>
    isRawUnit(unit) ? unit.has(candidate) : candidate !== "healthStatus" && unit[candidate] !== undefined;
  if (can(verb)) return;
  const others = Object.values(VERB_OF_TYPE).filter((candidate) => candidate !== undefined && can(candidate));
  const has = others.length > 0 ? `it has ${others.join(", ")}` : "it has none of the verbs";
  throw new Error(`${file} has no ${verb}, which --service-type ${type} needs; ${has}`);
}

function explainExtra(extra: readonly string[]): string {
  const words = extra.join(" ");
  if (extra.some((word) => word === "REST" || word === "GRPC")) {
    return `Unknown argument ${words}: since Seldon Core 1.5 the API type (REST, GRPC) is not an argument any more; leave it out`;
  }
  return `Unknown argument ${words}; zerohop microservice --help lists the options`;
}

function toNumber(env: Environment, name: string, otherwise: number): number {
  const text = env[name];
  if (text === undefined || text === "") return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65535) return value;
  throw new Error(`${name}: expected a whole number from 0 to 65535, got ${JSON.stringify(text)}`);
}
