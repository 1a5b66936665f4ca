/*
 * What wasm-models/kernels/trees does, in C: the same blob, the same nodes, eight trees of one row or
 * eight rows of one tree side by side. kernel ROWS BLOB FOREST BASE COLUMNS-IN COLUMNS-OUT
 */
#include <stdint.h>

#include "harness.h"

#define LOAD(type, at) (*(const type *)(at))
#define WORD(at) LOAD(int32_t, forest + (at))
enum { NARROW, PACKED, WIDE };
enum { SUM_F32 = 1, VALUE_IN_NODE = 2, BINNED = 4, ROUND_F32 = 8, VALUES_F32 = 32 };
#define TILE 128
#define MANY 5

static const char *blob, *forest, *nodes, *values;
static const int32_t *stretches;
static const double *base;
static int columns, form, flags, arity, trees, slot_bytes;
static char *slots;
static const char **found;

static int32_t order_of(float value) {
  if (value != value) return INT32_MAX;
  int32_t bits;
  value += 0.0f;
  memcpy(&bits, &value, 4);
  return bits ^ ((bits >> 31) & INT32_MAX);
}

static int64_t long_order_of(double value) {
  int64_t bits;
  value += 0.0;
  memcpy(&bits, &value, 8);
  return bits ^ ((bits >> 63) & INT64_MAX);
}

static int interval(double x, const char *table, int half) {
  const char *at = table;
  int64_t order = long_order_of(x);
  for (int step = half; step >= 8; step >>= 1) at += step & -(LOAD(int64_t, at + step - 8) < order);
  return (int)(at - table) >> 3;
}

static inline void put(char *slot, double value) {
  if (form == PACKED) *(uint8_t *)slot = (uint8_t)value;
  else if (form == WIDE) *(double *)slot = value;
  else *(int32_t *)slot = flags & BINNED ? (int32_t)value : order_of((float)value);
}

static void fill(const double *x, char *to, int lanes) {
  const char *at = blob + WORD(12), *end = at + WORD(16) * 32;
  if (form == PACKED) *to = 0;
  else if (form == NARROW) *(int32_t *)to = INT32_MIN;
  else *(double *)to = -INFINITY;
  for (; at < end; at += 32) {
    int kind = LOAD(int32_t, at), left = LOAD(int32_t, at + 8), right = LOAD(int32_t, at + 12);
    double value = LOAD(double, (const char *)x + LOAD(int32_t, at + 4));
    if (flags & ROUND_F32) value = (float)value;
    if (kind == 1 && value != value) value = 0;
    double low = value, high = value;
    if (value != value || (kind == 2 && fabs(value) <= 1.0000000180025095e-35)) {
      low = flags & BINNED ? 0 : -INFINITY;
      high = flags & BINNED ? LOAD(int32_t, at + 24) : NAN;
    } else if (flags & BINNED) {
      low = high = interval(value, blob + LOAD(int32_t, at + 16), LOAD(int32_t, at + 20));
    }
    put(to + ((long)left << lanes), low);
    put(to + ((long)right << lanes), high);
  }
}

#define STEP_NARROW(p, shift, lane) \
  p += LOAD(uint16_t, p + 6) + \
       ((LOAD(int32_t, slot + ((long)LOAD(uint16_t, p + 4) << shift) + lane * 4) > LOAD(int32_t, p)) << 3)
#define STEP_PACKED(p, shift, lane) \
  p += LOAD(uint16_t, p + 2) + \
       ((LOAD(uint8_t, slot + ((long)LOAD(uint8_t, p) << shift) + lane) > LOAD(uint8_t, p + 1)) << 2)
#define STEP_WIDE(p, shift, lane) \
  p += LOAD(int32_t, p + 12) + \
       (!(LOAD(double, slot + ((long)LOAD(int32_t, p + 8) << shift) + lane * 8) <= LOAD(double, p)) << 4)
#define LEFT(p) (form == PACKED ? LOAD(uint16_t, p + 2) : form == NARROW ? LOAD(uint16_t, p + 6) : LOAD(int32_t, p + 12))
#define EIGHT(STEP, shift, k) \
  STEP(p0, shift, 0 * k); STEP(p1, shift, 1 * k); STEP(p2, shift, 2 * k); STEP(p3, shift, 3 * k); \
  STEP(p4, shift, 4 * k); STEP(p5, shift, 5 * k); STEP(p6, shift, 6 * k); STEP(p7, shift, 7 * k);
#define WALK(depth, shift, k) \
  for (int steps = depth < 9 ? depth : 9; ; steps = depth < 3 ? depth : 3) { \
    depth -= steps; \
    if (form == NARROW) for (; steps > 0; steps--) { EIGHT(STEP_NARROW, shift, k) } \
    else if (form == PACKED) for (; steps > 0; steps--) { EIGHT(STEP_PACKED, shift, k) } \
    else for (; steps > 0; steps--) { EIGHT(STEP_WIDE, shift, k) } \
    if (depth <= 0) break; \
    if ((LEFT(p0) | LEFT(p1) | LEFT(p2) | LEFT(p3) | LEFT(p4) | LEFT(p5) | LEFT(p6) | LEFT(p7)) == 0) break; \
  }

static inline int leaf_row(const char *leaf) {
  if (form != PACKED) return LOAD(int32_t, leaf);
  return stretches[(leaf - nodes) >> 9] + LOAD(uint8_t, leaf + 1);
}

static inline void add(double *to, const char *leaf) {
  if (flags & VALUE_IN_NODE) *to = (float)*to + LOAD(float, leaf);
  else {
    long row = (long)leaf_row(leaf) * arity;
    if (flags & VALUES_F32) for (int at = 0; at < arity; at++) to[at] = (float)to[at] + ((const float *)values)[row + at];
    else for (int at = 0; at < arity; at++) to[at] += ((const double *)values)[row + at];
  }
}

static void one_row(const double *x, double *out) {
  const char *slot = slots;
  fill(x, slots, 0);
  const char *eight = blob + WORD(28), *end = eight + WORD(32) * 36;
  for (const char **at = found; eight < end; eight += 36, at += 8) {
    int depth = LOAD(int32_t, eight);
    const int32_t *roots = (const int32_t *)(eight + 4);
    const char *p0 = nodes + roots[0], *p1 = nodes + roots[1], *p2 = nodes + roots[2], *p3 = nodes + roots[3];
    const char *p4 = nodes + roots[4], *p5 = nodes + roots[5], *p6 = nodes + roots[6], *p7 = nodes + roots[7];
    WALK(depth, 0, 0)
    at[0] = p0, at[1] = p1, at[2] = p2, at[3] = p3, at[4] = p4, at[5] = p5, at[6] = p6, at[7] = p7;
  }
  const int32_t *positions = (const int32_t *)(blob + WORD(64)), *run = (const int32_t *)(blob + WORD(36));
  for (const int32_t *last = run + WORD(40) * 3; run < last; run += 3) {
    double *to = out + run[2];
    for (int tree = run[0]; tree < run[0] + run[1]; tree++) add(to, found[positions[tree] >> 2]);
  }
}

/* Eight rows through the trees of a run, the sums at hand: what most forests need, a copy for each form. */
#define SUMS(NAME, STEP, TYPE, VALUE) \
  static void NAME(const int32_t *tree, const int32_t *end, const char *slot, double *to) { \
    TYPE s0 = to[0], s1 = to[columns], s2 = to[columns * 2], s3 = to[columns * 3]; \
    TYPE s4 = to[columns * 4], s5 = to[columns * 5], s6 = to[columns * 6], s7 = to[columns * 7]; \
    for (; tree < end; tree += 2) { \
      const char *p0 = nodes + tree[0], *p1 = p0, *p2 = p0, *p3 = p0, *p4 = p0, *p5 = p0, *p6 = p0, *p7 = p0; \
      for (int depth = tree[1]; depth > 0; depth--) { EIGHT(STEP, 3, 1) } \
      s0 += VALUE(p0), s1 += VALUE(p1), s2 += VALUE(p2), s3 += VALUE(p3); \
      s4 += VALUE(p4), s5 += VALUE(p5), s6 += VALUE(p6), s7 += VALUE(p7); \
    } \
    to[0] = s0, to[columns] = s1, to[columns * 2] = s2, to[columns * 3] = s3; \
    to[columns * 4] = s4, to[columns * 5] = s5, to[columns * 6] = s6, to[columns * 7] = s7; \
  }
#define IN_NODE(p) LOAD(float, p)
#define ROW_OF(p) (stretches[(p - nodes) >> 9] + LOAD(uint8_t, p + 1))
#define FLOAT_OF(p) ((const float *)values)[ROW_OF(p)]
#define DOUBLE_OF(p) ((const double *)values)[ROW_OF(p)]
SUMS(sum_in_node, STEP_NARROW, float, IN_NODE)
SUMS(sum_floats, STEP_PACKED, float, FLOAT_OF)
SUMS(sum_doubles, STEP_PACKED, double, DOUBLE_OF)

static void eight_rows(const int32_t *tree, const int32_t *end, const char *slot, int rows, double *to) {
  if (rows == 8 && arity == 1) {
    if (flags & VALUE_IN_NODE) return sum_in_node(tree, end, slot, to);
    if (form == PACKED) return flags & VALUES_F32 ? sum_floats(tree, end, slot, to) : sum_doubles(tree, end, slot, to);
  }
  for (; tree < end; tree += 2) {
    const char *p0 = nodes + tree[0], *p1 = p0, *p2 = p0, *p3 = p0, *p4 = p0, *p5 = p0, *p6 = p0, *p7 = p0;
    int depth = tree[1];
    WALK(depth, 3, 1)
    const char *p[8] = {p0, p1, p2, p3, p4, p5, p6, p7};
    for (int lane = 0; lane < rows; lane++) add(to + lane * columns, p[lane]);
  }
}

static void many_rows(const double *x, int rows, int width, double *out) {
  int size = form == NARROW ? 4 : form == PACKED ? 1 : 8;
  for (int row = 0; row < rows; row++) {
    fill(x + row * width, slots + (row >> 3) * slot_bytes * 8 + (row & 7) * size, 3);
  }
  const int32_t *table = (const int32_t *)(blob + WORD(24)), *run = (const int32_t *)(blob + WORD(36));
  for (const int32_t *last = run + WORD(40) * 3; run < last; run += 3) {
    const int32_t *first = table + run[0] * 2;
    for (int row = 0; row < rows; row += 8) {
      const char *slot = slots + (row >> 3) * slot_bytes * 8;
      eight_rows(first, first + run[1] * 2, slot, rows - row < 8 ? rows - row : 8, out + row * columns + run[2]);
    }
  }
}

void predict(const double *rows, int count, int width, double *out) {
  for (int row = 0; row < count * columns; row++) out[row] = base[row % columns];
  if (count < MANY) {
    for (int row = 0; row < count; row++) one_row(rows + row * width, out + row * columns);
    return;
  }
  for (int row = 0; row < count; row += TILE) {
    many_rows(rows + row * width, count - row < TILE ? count - row : TILE, width, out + row * columns);
  }
}

int main(int count, char **given) {
  if (count != 7) return 1;
  long length;
  blob = read_file(given[2], &length);
  forest = blob + atol(given[3]);
  base = (const double *)(blob + atol(given[4]));
  columns = atoi(given[6]);
  form = WORD(0);
  trees = WORD(4);
  slot_bytes = WORD(8);
  nodes = blob + WORD(20);
  values = blob + WORD(44);
  stretches = (const int32_t *)(blob + WORD(48));
  arity = WORD(52);
  flags = WORD(56);
  slots = aligned_alloc(64, (slot_bytes * TILE + 127) & -64L);
  found = malloc((trees + 8) * sizeof(char *));
  return serve(given[1], atoi(given[5]), columns);
}
