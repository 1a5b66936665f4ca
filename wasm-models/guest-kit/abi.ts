/** The exports every guest has. A guest's own file says `export * from "../guest-kit/abi"`. */
import { keep, release } from "./arena";

export function zh_abi(): i32 {
  return 1;
}

export function zh_alloc(size: usize): usize {
  return keep(size);
}

export function zh_free(at: usize, size: usize): void {
  release(at, size);
}
