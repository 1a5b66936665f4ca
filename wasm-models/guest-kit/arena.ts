/**
 * Memory of a guest. What a call allocates is gone at the next call, so a guest never grows by
 * being used: the host's input block and whatever was allocated before the first call stay, and
 * everything above is started over.
 */

// The first block of the heap; it holds nothing, so that starting over can rewrite its size.
const base: usize = heap.alloc(16);

/** End of what stays; 0 until the first block was asked for. */
let kept: usize = 0;

/** Forgets everything above what stays. Every verb begins with it. */
export function startOver(): void {
  if (kept == 0) kept = heap.alloc(16);
  heap.reset();
  heap.alloc(kept - base);
}

/** Makes a block that stays until it is released. */
export function keep(size: usize): usize {
  startOver();
  const block = heap.alloc(size);
  kept = heap.alloc(16);
  return block;
}

/** Releases the youngest block that stays; older ones stay. */
export function release(block: usize, size: usize): void {
  const end = (block + size + 15) & ~15;
  if (end + 16 >= kept && block > base) kept = block;
  startOver();
}

/** Lets everything that was allocated so far stay: what `zh_init` made from its parameters. */
export function keepAll(): void {
  kept = heap.alloc(16);
}
