import { describe, expect, it } from "vitest";
import { identityOf } from "../../runtime/units/open-model.ts";
import { serverFor } from "../../runtime/units/registry.ts";

describe("identityOf()", () => {
  const spec = { name: "iris", implementation: "ONNX_SERVER", parameters: [], childCount: 0 };

  it("is the image, else the model without its credentials, else the name", () => {
    const modelUri = "https://me:pw@host/m.onnx?sig=secret";
    expect(identityOf({ ...spec, image: "iris:2", modelUri })).toBe("iris:2");
    expect(identityOf({ ...spec, image: undefined, modelUri })).toBe("https://host/m.onnx");
    expect(identityOf({ ...spec, image: undefined, modelUri: "gs://b/iris" })).toBe("gs://b/iris");
    expect(identityOf({ ...spec, image: undefined, modelUri: undefined })).toBe("iris");
  });
});

describe("serverFor()", () => {
  it("goes by the ending of the path, not of a query or a pin", () => {
    const pin = `#sha256=${"a".repeat(64)}`;
    const uris = [`m.onnx${pin}`, "https://host/m.wasm?x=a.onnx", `s3://b/m.ts${pin}`, "https://host/m?x=a.onnx"];
    expect(uris.map(serverFor)).toEqual(["ONNX_SERVER", "WASM_SERVER", "COMPONENT_SERVER", undefined]);
  });
});
