/** What `zh_meta` answers: the unit's metadata as the guest ABI has it. @module */
import type { ModelMetadata } from "./metadata.ts";

/** JSON in the shape of Seldon's model metadata. */
export function guestMetadata(metadata: ModelMetadata): string {
  const { library, libraryVersion, estimator, features, outputs, answers, texts } = metadata;
  const output = outputs.find(({ name }) => name === answers)!;
  const names = features.map(({ name }) => name);
  // Texts are given as numbers: a compiled module takes rows as they begin the program.
  const width = texts.length > 0 ? metadata.columns : features.length;
  const hasNames = texts.length === 0 && names.every((name) => name !== undefined);
  return JSON.stringify({
    name: estimator.name,
    versions: libraryVersion === null ? [] : [libraryVersion],
    platform: library,
    inputs: [{ messagetype: "tensor", schema: { ...(hasNames ? { names } : {}), shape: [width] } }],
    outputs: [
      {
        messagetype: "tensor",
        schema: { ...(output.names === undefined ? {} : { names: output.names }), shape: [output.columns] },
      },
    ],
    classNames: output.names ?? [],
    wantsNames: false,
  });
}
