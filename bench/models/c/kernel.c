/*
 * What wasm-models/kernels/trees does, in C: the same blob, the same nodes, eight trees of one row or
 * eight rows of one tree side by side. kernel ROWS BLOB FOREST BASE COLUMNS-IN COLUMNS-OUT
 */
#include <stdint.h>

#include "harness.h"

#define LOAD(type, at) (*(const type *)(at))
#define WORD(at) LOAD(int32_t, forest + (at))
enum { NARROW, PACKED, WIDE };
enum { SUM_F32 = 1, VALUE_IN_NODE = 2, BINNED = 4, ROUND_F32 = 8 };
#define TILE 128
#define MANY 5

static const char *blob, *forest, *nodes, *values, *leaf_of;
static const double *base;
static int columns, form, flags, arity, trees, slot_bytes;
static char *slots;
static const char **found;

static int interval(double x, const char *table, int half) {
  const char *at = table;
  for (int step = half; step >= 8; step >>= 1) at += LOAD(double, at + step - 8) < x ? step : 0;
  return (int)(at - table) >> 3;
}

static void put(char *slot, double value) {
  if (form == NARROW) *(float *)slot = (float)value;
  else if (form == PACKED) *(uint8_t *)slot = (uint8_t)value;
  else *(double *)slot = value;
}

static void fill(const double *x, char *to, int lanes) {
  const char *at = blob + WORD(12), *end = at + WORD(16) * 32;
  put(to, form == PACKED ? 0 : -INFINITY);
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
  p += LOAD(uint16_t, p + 6) - \
       ((LOAD(float, slot + ((long)LOAD(uint16_t, p + 4) << shift) + lane * 4) <= LOAD(float, p)) << 3)
#define STEP_PACKED(p, shift, lane) \
  p += LOAD(uint16_t, p + 2) - \
       ((LOAD(uint8_t, slot + ((long)LOAD(uint8_t, p) << shift) + lane) <= LOAD(uint8_t, p + 1)) << 2)
#define STEP_WIDE(p, shift, lane) \
  p += LOAD(int32_t, p + 12) - \
       ((LOAD(double, slot + ((long)LOAD(int32_t, p + 8) << shift) + lane * 8) <= LOAD(double, p)) << 4)
#define EIGHT(STEP, shift, k) \
  STEP(p0, shift, 0 * k); STEP(p1, shift, 1 * k); STEP(p2, shift, 2 * k); STEP(p3, shift, 3 * k); \
  STEP(p4, shift, 4 * k); STEP(p5, shift, 5 * k); STEP(p6, shift, 6 * k); STEP(p7, shift, 7 * k);
#define WALK(depth, shift, k) \
  if (form == NARROW) for (; depth > 0; depth--) { EIGHT(STEP_NARROW, shift, k) } \
  else if (form == PACKED) for (; depth > 0; depth--) { EIGHT(STEP_PACKED, shift, k) } \
  else for (; depth > 0; depth--) { EIGHT(STEP_WIDE, shift, k) }

static inline int leaf_number(const char *leaf) {
  if (form == NARROW) return LOAD(int32_t, leaf) & 0x7fffff;
  if (form == PACKED) return LOAD(int32_t, leaf_of + (leaf - nodes));
  return LOAD(int32_t, leaf);
}

static inline void add(double *to, const char *leaf) {
  if (flags & VALUE_IN_NODE) *to = (float)*to + LOAD(float, leaf);
  else {
    const double *value = (const double *)values + (long)leaf_number(leaf) * arity;
    for (int at = 0; at < arity; at++) to[at] = flags & SUM_F32 ? (float)to[at] + (float)value[at] : to[at] + value[at];
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

static void many_rows(const double *x, int rows, int width, double *out) {
  for (int row = 0; row < rows; row++) {
    fill(x + row * width, slots + (row >> 3) * slot_bytes * 8 + (row & 7) * (form == NARROW ? 4 : form == PACKED ? 1 : 8), 3);
  }
  const int32_t *table = (const int32_t *)(blob + WORD(24)), *run = (const int32_t *)(blob + WORD(36));
  for (const int32_t *last = run + WORD(40) * 3; run < last; run += 3) {
    for (int row = 0; row < rows; row += 8) {
      const char *slot = slots + (row >> 3) * slot_bytes * 8;
      double *to = out + row * columns + run[2];
      for (int tree = run[0]; tree < run[0] + run[1]; tree++) {
        const char *root = nodes + table[tree * 2];
        int depth = table[tree * 2 + 1];
        const char *p0 = root, *p1 = root, *p2 = root, *p3 = root, *p4 = root, *p5 = root, *p6 = root, *p7 = root;
        WALK(depth, 3, 1)
        const char *p[8] = {p0, p1, p2, p3, p4, p5, p6, p7};
        for (int lane = 0; lane < 8 && row + lane < rows; lane++) add(to + lane * columns, p[lane]);
      }
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
  leaf_of = blob + WORD(48);
  arity = WORD(52);
  flags = WORD(56);
  slots = aligned_alloc(64, (slot_bytes * TILE + 127) & -64L);
  found = malloc((trees + 8) * sizeof(char *));
  return serve(given[1], atoi(given[5]), columns);
}
