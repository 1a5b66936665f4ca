/** A compiled model of Zerohop, as its units run it: on the kernels of this process. @module */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LinkedKernels } from "../../wasm-models/backends/wasm/linked.ts";
import { openTrainedModel } from "../../wasm-models/module/trained-model.ts";
import { announce, answerQuestions, readSettings } from "../ask.ts";
import type { MeasureOrder, Subject } from "../models/engine.ts";
import { readRows } from "../models/rows.ts";
import { timeCalls } from "../models/time-calls.ts";

const { key, folder, columns, output } = readSettings() as Subject;
const model = openTrainedModel(readFileSync(join(folder, `${key}.wasm`)), await LinkedKernels.load());
const index = model.outputs.findIndex(({ name }) => name === output);
const data = readRows(folder);
const asked = data.length / columns;
const rows = { kind: "numbers", rows: asked, data } as const;

answerQuestions({
  answers: (count: number) => Array.from(model.run(index, rows, 0, count)),
  measure: ({ batch, durationMs }: MeasureOrder) => {
    const turns = Math.floor(asked / batch);
    return timeCalls(durationMs, (turn) => model.run(index, rows, (turn % turns) * batch, batch));
  },
});
announce();
