/**
 * Takes a compiled module apart again: its metadata, and the blob for the kernels of this process. Only
 * for modules that this program compiled itself: kernels trust a blob, and models share their memory. A
 * module from elsewhere runs as a guest, in a memory of its own.
 * @module
 */
import { invalid } from "../../runtime/errors.ts";
import { DATA, findCustom, readLeb, readSignedLeb, splitSections } from "../backends/wasm/sections.ts";
import { METADATA_SECTION, METADATA_VERSION } from "./metadata.ts";
import type { ModelMetadata } from "./metadata.ts";

export interface OpenedModule {
  readonly metadata: ModelMetadata;
  readonly blob: Uint8Array;
}

/** Whether the bytes are a module that was compiled from a model. */
export function isCompiledModel(bytes: Uint8Array): boolean {
  try {
    return bytes[0] === 0 && bytes[1] === 0x61 && findCustom(bytes, METADATA_SECTION) !== undefined;
  } catch {
    return false;
  }
}

/** @throws InferenceError INVALID_ARGUMENT when it is no compiled model, or one of another version */
export function readModule(bytes: Uint8Array): OpenedModule {
  const section = findCustom(bytes, METADATA_SECTION);
  if (section === undefined) return invalid(`Compiled model: expected a section ${METADATA_SECTION}, got none`);
  const metadata = JSON.parse(new TextDecoder().decode(section)) as ModelMetadata;
  if (metadata.version !== METADATA_VERSION) {
    return invalid(`Compiled model: expected metadata of this version, got another; compile it again`);
  }
  const blob = segmentAt(bytes, metadata.blob.address);
  if (blob?.length !== metadata.blob.length) {
    return invalid(`Compiled model: expected a blob of ${metadata.blob.length} bytes, got ${blob?.length ?? "none"}`);
  }
  return { metadata, blob };
}

/** The data segment that is put at an address. */
function segmentAt(module: Uint8Array, address: number): Uint8Array | undefined {
  const data = splitSections(module).find(({ id }) => id === DATA)?.bytes ?? new Uint8Array(1);
  const [count, start] = readLeb(data, 0);
  let at = start;
  for (let index = 0; index < count; index++) {
    // Active segments in memory 0 at a constant address are all that the compiler writes.
    const [place, afterPlace] = readSignedLeb(data, at + 2);
    const [length, begin] = readLeb(data, afterPlace + 1);
    if (place === address) return data.subarray(begin, begin + length);
    at = begin + length;
  }
  return undefined;
}
