/**
 * A forest in a blob.
 *
 * Nodes never ask anything but "is my slot's value at most my threshold": what is missing, what is a
 * category and what is rounded is settled once a row, when its slots are filled. Children are
 * neighbours: `left` is the way in bytes from a node to its left child, and a no is one node more.
 * A leaf looks at slot 0, where the answer is always yes, and its left is itself: a walk that is
 * already at its end stays there, so that trees of different depth are walked side by side without
 * asking.
 *
 *     narrow   i32 threshold, u16 slot in bytes, u16 left      slots are i32, see orderOf, or numbers of intervals
 *     packed   u8 slot, u8 threshold, u16 left                 slots are u8, numbers of intervals
 *     wide     f64 threshold, u32 slot in bytes, u32 left      slots are f64
 *
 * A leaf's threshold says its row in the table of values: the row (narrow), 1 + row * 2^-52 (wide); a
 * packed leaf's says how many rows it is behind the first of its stretch of 128 nodes. A narrow leaf may
 * hold its value as float32 instead.
 */
export const NARROW: i32 = 0;
export const PACKED: i32 = 1;
export const WIDE: i32 = 2;

/** Offsets of the header's words; addresses count from the blob's first byte. */
export const FORM: i32 = 0;
export const TREES: i32 = 4;
/** Bytes of the slots of one row. */
export const SLOTS_BYTES: i32 = 8;
export const FILLS: i32 = 12;
export const FILL_COUNT: i32 = 16;
export const NODES: i32 = 20;
/** By tree: root in bytes from the nodes, depth. */
export const TREE_TABLE: i32 = 24;
/** How one row goes through: eights of trees of about equal depth, each its depth and eight roots. */
export const EIGHTS: i32 = 28;
export const EIGHT_COUNT: i32 = 32;
/** By run: first tree, number of trees, column; trees of a run add to one column. */
export const RUNS: i32 = 36;
export const RUN_COUNT: i32 = 40;
/** By leaf: ARITY float64, or float32. */
export const VALUES: i32 = 44;
/** By stretch: the row that its leaves are counted from. */
export const STRETCH_ROWS: i32 = 48;
export const ARITY: i32 = 52;
export const FLAGS: i32 = 56;
/** constants, starts, columns, weights of linear leaves. */
export const LINEAR: i32 = 60;
/** By tree: where its leaf is found after all eights, in bytes. */
export const POSITIONS: i32 = 64;

/** Bytes of a stretch of packed nodes, as a power of two. */
export const STRETCH: i32 = 9;

export const EIGHT_BYTES: i32 = 36;
export const RUN_BYTES: i32 = 12;

/** Leaves are added in float32. */
export const SUM_F32: i32 = 1;
/** Narrow leaves hold their value. */
export const VALUE_IN_NODE: i32 = 2;
/** Values become numbers of intervals. */
export const BINNED: i32 = 4;
/** Values are rounded to float32 before they are searched for. */
export const ROUND_F32: i32 = 8;
export const HAS_LINEAR: i32 = 16;
/** Values are float32. */
export const VALUES_F32: i32 = 32;

/** How slots are filled from a column. A side that no node needs goes to a slot that none reads. */
export const FILL_BYTES: i32 = 32;
export const FILL_KIND: i32 = 0;
/** Bytes from the row's first column. */
export const FILL_COLUMN: i32 = 4;
/** Slot in bytes where what is missing goes left. */
export const FILL_LEFT: i32 = 8;
/** Slot in bytes where what is missing goes right. */
export const FILL_RIGHT: i32 = 12;
/** Address of the thresholds as integers in their order, or of the set's bits. */
export const FILL_TABLE: i32 = 16;
/** Bytes of half of the padded thresholds, or words of the set. */
export const FILL_LENGTH: i32 = 20;
/** Number of thresholds. */
export const FILL_LAST: i32 = 24;

export const KIND_NAN: i32 = 0;
export const KIND_AS_ZERO: i32 = 1;
export const KIND_ZERO: i32 = 2;
/** A member goes left, right when KIND_MEMBERS_RIGHT; NaN is no member but for the two flags. */
export const KIND_SET: i32 = 8;
export const KIND_MEMBERS_RIGHT: i32 = 16;
export const KIND_NAN_LEFT: i32 = 32;
export const KIND_NAN_RIGHT: i32 = 64;

/** After so many levels a walk looks whether all are at their leaves, and again after some more. */
export const FIRST_STEPS: i32 = 9;
export const NEXT_STEPS: i32 = 3;
