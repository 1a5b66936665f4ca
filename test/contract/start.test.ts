/** Starts that end the Python wrapper end this one, too, each with a message that says why. */
import { describe, expect, test } from "vitest";
import { loadMicroservice, microserviceCommand, microserviceHost } from "../../runtime/cli/microservice.ts";
import { readStartFailures } from "./pair.ts";
import { quietHost, twinOf } from "./wrapper-under-test.ts";

/** What is said about each recorded failure. */
const MESSAGES: Readonly<Record<string, RegExp>> = {
  "INT that is not a number": /"int_param" of type INT: expected a whole number, got "four"/,
  "INT given as a float": /expected a whole number, got "1.0"/,
  "FLOAT that is not a number": /"float_param" of type FLOAT: expected a number, got "x"/,
  "BOOL that is neither": /expected true or false, got "maybe"/,
  "unknown parameter type": /type must be INT, FLOAT, DOUBLE, STRING or BOOL, got "LONG"/,
  "parameters that are not JSON": /Parameters: expected JSON such as/,
  "module that does not exist": /NoSuchModule/,
  "API type of older releases": /REST: since Seldon Core 1.5 the API type/,
  "unknown option": /Unknown argument --colour red/,
  "init_metadata raises": /no metadata file/,
  "MODEL_METADATA is a list": /MODEL_METADATA must be an object/,
  "load raises": /no weights/,
};

/** Not failures here: JavaScript constructors take what they know, and a file is named, not a class. */
const NOT_HERE = ["parameter the constructor does not take", "class that does not exist"];
/** The parser of the command line refuses it: test/cli. */
const BY_PARSER = ["unknown service type"];

describe("microservice start", () => {
  for (const failure of readStartFailures()) {
    if (NOT_HERE.includes(failure.name) || BY_PARSER.includes(failure.name)) continue;
    test(`fails for ${failure.name}`, async () => {
      const file = twinOf(failure.interface);
      const start = async (): Promise<unknown> =>
        failure.arguments.length > 0
          ? microserviceCommand(file, failure.arguments, {}, failure.env)
          : loadMicroservice(file, {}, quietHost(failure.env));
      await expect(start()).rejects.toThrow(MESSAGES[failure.name]);
    });
  }

  test("an explicit service type is checked against the file", async () => {
    const load = (file: string, serviceType: string) => loadMicroservice(twinOf(file), { serviceType }, quietHost({}));
    await expect(load("Echo", "ROUTER")).rejects.toThrow(
      /Echo\.ts has no route, which --service-type ROUTER needs; it has predict$/,
    );
    await expect(load("Bare", "MODEL")).rejects.toThrow(/it has none of the verbs/);
    await expect(load("RawAll", "TRANSFORMER")).resolves.toMatchObject({ kind: "component" });
    await expect(load("Router", "ROUTER")).resolves.toMatchObject({ kind: "component" });
    await expect(load("Echo", "OUTLIER_DETECTOR")).resolves.toMatchObject({ kind: "component" });
  });

  test("a file of another kind is refused", async () => {
    await expect(loadMicroservice("model.pkl", {}, quietHost({}))).rejects.toThrow(
      "model.pkl: expected a .ts, .js, .mjs, .wasm or .onnx file",
    );
  });

  test("MODEL_METADATA may be YAML", () => {
    expect(microserviceHost({ MODEL_METADATA: "versions: [a, b]" }).env["MODEL_METADATA"]).toBe(
      '{"versions":["a","b"]}',
    );
    expect(microserviceHost({ MODEL_METADATA: "{nonsense: [" }, "ERROR").env["MODEL_METADATA"]).toBe("");
  });

  test("a port that is none is refused", async () => {
    const env = { PREDICTIVE_UNIT_HTTP_SERVICE_PORT: "http" };
    await expect(microserviceCommand(twinOf("Echo"), [], { logLevel: "ERROR" }, env)).rejects.toThrow(
      'PREDICTIVE_UNIT_HTTP_SERVICE_PORT: expected a whole number from 0 to 65535, got "http"',
    );
  });
});
