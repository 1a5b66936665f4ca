/** The numbers next to a number. @module */

const view = new DataView(new ArrayBuffer(8));

/** The largest float64 below x. */
export function below(x: number): number {
  if (Number.isNaN(x) || x === -Infinity) return x;
  if (x === 0) return -Number.MIN_VALUE;
  view.setFloat64(0, x);
  const bits = view.getBigInt64(0);
  view.setBigInt64(0, x > 0 ? bits - 1n : bits + 1n);
  return view.getFloat64(0);
}

/** The largest float32 that is not above x. */
export function floor32(x: number): number {
  const rounded = Math.fround(x);
  return rounded > x ? below32(rounded) : rounded;
}

/** The largest float32 below x, a float32. */
export function below32(x: number): number {
  if (Number.isNaN(x) || x === -Infinity) return x;
  if (x === 0) return -1.401298464324817e-45;
  view.setFloat32(0, x);
  const bits = view.getInt32(0);
  view.setInt32(0, x > 0 ? bits - 1 : bits + 1);
  return view.getFloat32(0);
}

/** The largest number that `x < threshold` lets pass, in the precision that is compared. */
export function largestBelow(threshold: number, precision: "f32" | "f64"): number {
  if (precision === "f64") return below(threshold);
  const floor = floor32(threshold);
  return floor === threshold ? below32(floor) : floor;
}
