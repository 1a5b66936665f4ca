/** A compiled module as the runtime's units know trained models. @module */
import type { TrainedModel, TrainedRows } from "../../runtime/units/trained-model.ts";
import type { LinkedKernels } from "../backends/wasm/linked.ts";
import { LinkedModel } from "./linked-model.ts";
import type { FillRow } from "./linked-model.ts";
import { decodeLabel } from "./metadata.ts";
import type { ModelMetadata } from "./metadata.ts";
import { readModule } from "./read.ts";
import { RowFiller } from "./rows.ts";

/**
 * @param module compiled by this program
 * @throws InferenceError INVALID_ARGUMENT when it is of another version
 */
export function openTrainedModel(module: Uint8Array, kernels: LinkedKernels): TrainedModel {
  const opened = readModule(module);
  const { metadata } = opened;
  const filler = new RowFiller(metadata);
  const model = new LinkedModel(kernels, opened);
  return {
    features: metadata.features.map(({ name, kind }) => ({ name, kind })),
    outputs: metadata.outputs.map(({ labels, ...output }) => ({
      ...output,
      ...(labels === undefined ? {} : { labels: labels.map((list) => list.map(decodeLabel)) }),
    })),
    estimator: metadata.estimator.name,
    library: metadata.library,
    libraryVersion: metadata.libraryVersion ?? undefined,
    warnings: metadata.warnings,
    sourceDigest: metadata.sourceDigest,
    run: (output, rows, first, count) => model.run(output, count, fillerFor(metadata, filler, rows), first),
    close: () => model.close(),
  };
}

/** Numbers go in as they lie when the model reads all of them; everything else cell by cell. */
function fillerFor(metadata: ModelMetadata, filler: RowFiller, rows: TrainedRows): FillRow {
  if (rows.kind === "cells") {
    return (row, into, at) => filler.fill((feature) => rows.cell(row, feature), into, at);
  }
  const { data } = rows;
  const { numbers, texts, columns } = metadata;
  const width = metadata.features.length;
  if (texts.length > 0) return (row, into, at) => filler.fill((feature) => data[row * width + feature]!, into, at);
  return (row, into, at) => {
    const first = row * width;
    for (let column = 0; column < columns; column++) into[at + column] = data[first + numbers[column]!]!;
  };
}
