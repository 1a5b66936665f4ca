import { afterEach, describe, expect, test } from "vitest";
import { InferenceError } from "../../runtime/errors.ts";
import { toldError } from "../../runtime/http/told-error.ts";
import { SeldonMicroserviceException } from "../../runtime/units/component/component.ts";
import { load } from "../support/manifests.ts";
import { describeMatrix, post } from "../support/matrix.ts";

describe("toldError()", () => {
  test("gives an error without an answer of the unit's own as it is", () => {
    const error = new InferenceError("INTERNAL", "it broke", { unit: "m" });
    expect(toldError(error)).toBe(error);
  });

  test("gives the unit's own words", () => {
    const reply = {
      protocol: "v2" as const,
      status: 400,
      contentType: "application/json",
      body: '{"error":"no rows"}',
    };
    const error = new InferenceError("INVALID_ARGUMENT", "answered with status 400", { reply }).at("m");
    expect(toldError(error)).toMatchObject({ code: "INVALID_ARGUMENT", message: 'Unit "m": no rows', unit: "m" });
  });
});

describeMatrix("one mistake", (client) => {
  afterEach(() => client.close());
  const refuse = {
    predict() {
      throw new SeldonMicroserviceException("not these rows", 422);
    },
  };
  const V2 = { inputs: [{ name: "x", datatype: "FP32", shape: [1], data: [1] }] };

  test.each([
    ["/v2/models/m/infer", V2],
    ["/v1/models/m:predict", { instances: [1] }],
  ])("is told in the unit's words behind its name by %s", async (path, body) => {
    const { runtime } = await load({ name: "m", type: "MODEL" }, { m: refuse });
    const response = await client.send(runtime, path, post(body));
    expect([response.status, await response.json()]).toEqual([422, { error: 'Unit "m": not these rows' }]);
  });

  // What a unit answers in Seldon's protocol reaches its clients unchanged, as behind the published orchestrator.
  test("is the unit's own answer in Seldon's protocol", async () => {
    const { runtime } = await load({ name: "m", type: "MODEL" }, { m: refuse });
    const response = await client.send(runtime, "/api/v1.0/predictions", post({ data: { ndarray: [[1]] } }));
    const status = { code: -1, info: "not these rows", reason: "MICROSERVICE_BAD_DATA", status: 1 };
    expect([response.status, await response.json()]).toEqual([422, { status }]);
  });
});
