import { componentFactory } from "../../runtime/units/component/load.ts";
import type { UnitSpec } from "../../runtime/units/factory.ts";
import { createOnnxUnit } from "../../runtime/units/onnx/unit.ts";
import { createSeldonRestUnit } from "../../runtime/units/remote/seldon-rest.ts";
import type { Unit } from "../../runtime/units/unit.ts";
import { createWasmUnit } from "../../runtime/units/wasm/unit.ts";
import { TEXT, describeUnit } from "../suites/unit.ts";
import { createTestHost } from "../support/host.ts";
import { serveUnit } from "../support/unit-server.ts";
import { FIXTURES, onnxHost } from "./onnx/onnx-host.ts";
import { createTestHost as createWasmHost, pathOf } from "./wasm/wasm-host.ts";

class Doubles {
  predict(rows: number[][]): number[][] {
    return rows.map((row) => row.map((value) => value * 2));
  }
}

function spec(modelUri?: string): UnitSpec {
  return { name: "unit", implementation: "TEST", modelUri, parameters: [], childCount: 0, image: undefined };
}

const component = async (): Promise<Unit> => componentFactory(Doubles)(spec(), createTestHost());

describeUnit({ name: "a component", columns: 2, bad: TEXT, open: async () => ({ unit: await component() }) });

describeUnit({
  name: "an ONNX model",
  columns: 2,
  bad: TEXT,
  open: async () => ({ unit: await createOnnxUnit(spec(`${FIXTURES}identity-double.onnx`), onnxHost()) }),
});

describeUnit({
  name: "a WASM guest",
  columns: 30,
  bad: TEXT,
  open: async () => {
    return { unit: await createWasmUnit(spec(pathOf("examples/breast-cancer/models/linear.wasm")), createWasmHost()) };
  },
});

describeUnit({
  name: "a remote unit",
  columns: 2,
  bad: TEXT,
  open: async () => {
    const server = await serveUnit("unit", await component());
    const unit = createSeldonRestUnit({ name: "unit", url: server.url, timeoutMs: 5000 }, createTestHost());
    return { unit, close: () => server.close() };
  },
});
