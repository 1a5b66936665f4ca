/** From decisions between pairs of classes to classes. @module */
import type { Row } from "./forest.ts";

/** All pairs of classes, in the order of their columns. */
function pairs(classes: number): readonly (readonly [number, number])[] {
  return Array.from({ length: classes }, (_, i) => i).flatMap((i) =>
    Array.from({ length: classes - i - 1 }, (_, at) => [i, i + 1 + at] as const),
  );
}

export function votes(classes: number, decisions: Row): Float64Array {
  const counts = new Float64Array(classes);
  pairs(classes).forEach(([i, j], at) => counts[decisions[at]! > 0 ? i : j]!++);
  return counts;
}

/** Wu, Lin and Weng (2004), second method, with libsvm's bounds and stop. */
export function coupling(classes: number, given: Row): Float64Array {
  const r = Array.from({ length: classes }, () => new Float64Array(classes));
  pairs(classes).forEach(([i, j], at) => {
    const value = Math.min(Math.max(given[at]!, 1e-7), 1 - 1e-7);
    r[i]![j] = value;
    r[j]![i] = 1 - value;
  });
  const q = Array.from({ length: classes }, (_, t) =>
    Float64Array.from({ length: classes }, (_0, j) => (j === t ? 0 : -r[j]![t]! * r[t]![j]!)),
  );
  for (let t = 0; t < classes; t++) for (let j = 0; j < classes; j++) if (j !== t) q[t]![t]! += r[j]![t]! * r[j]![t]!;
  return solve(classes, q);
}

function solve(classes: number, q: readonly Float64Array[]): Float64Array {
  const p = new Float64Array(classes).fill(1 / classes);
  const qp = new Float64Array(classes);
  for (let round = 0; round < Math.max(100, classes); round++) {
    let whole = 0;
    for (let t = 0; t < classes; t++) {
      qp[t] = q[t]!.reduce((sum, value, j) => sum + value * p[j]!, 0);
      whole += p[t]! * qp[t]!;
    }
    if (qp.reduce((worst, value) => Math.max(worst, Math.abs(value - whole)), 0) < 0.005 / classes) break;
    for (let t = 0; t < classes; t++) {
      const diagonal = q[t]![t]!;
      const change = (whole - qp[t]!) / diagonal;
      p[t]! += change;
      whole = (whole + change * (change * diagonal + 2 * qp[t]!)) / (1 + change) / (1 + change);
      for (let j = 0; j < classes; j++) {
        qp[j] = (qp[j]! + change * q[t]![j]!) / (1 + change);
        p[j]! /= 1 + change;
      }
    }
  }
  return p;
}
