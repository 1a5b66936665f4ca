/** Operations between a row and stored points. Points are rows of the input's width. */
import { exp, log, tanh } from "./math.ts";

function power(base: f64, exponent: i32): f64 {
  let result: f64 = 1;
  for (let square = base; exponent > 0; exponent >>= 1, square *= square) if ((exponent & 1) != 0) result *= square;
  return result;
}

/** x^p for x >= 0. */
function realPower(x: f64, p: f64): f64 {
  return x == 0 ? 0 : exp(p * log(x));
}

function dot(a: i32, b: i32, width: i32): f64 {
  let sum: f64 = 0;
  for (let at = 0; at < width << 3; at += 8) sum += load<f64>(a + at) * load<f64>(b + at);
  return sum;
}

function squared(a: i32, b: i32, width: i32): f64 {
  let sum: f64 = 0;
  for (let at = 0; at < width << 3; at += 8) {
    const difference = load<f64>(a + at) - load<f64>(b + at);
    sum += difference * difference;
  }
  return sum;
}

/** @param metric 0 euclidean, 1 squared, 2 manhattan, 3 chebyshev, 4 minkowski, 5 cosine */
function distanceOf(metric: i32, p: f64, a: i32, b: i32, width: i32): f64 {
  if (metric <= 1) {
    const sum = squared(a, b, width);
    return metric == 0 ? sqrt(sum) : sum;
  }
  if (metric == 5) {
    const size = sqrt(dot(a, a, width)) * sqrt(dot(b, b, width));
    return size == 0 ? 1 : 1 - dot(a, b, width) / size;
  }
  let sum: f64 = 0;
  for (let at = 0; at < width << 3; at += 8) {
    const difference = abs(load<f64>(a + at) - load<f64>(b + at));
    if (metric == 2) sum += difference;
    else if (metric == 3) sum = max(sum, difference);
    else sum += realPower(difference, p);
  }
  return metric == 4 ? realPower(sum, 1 / p) : sum;
}

export function distance(metric: i32, p: f64, rows: i32, width: i32, x: i32, points: i32, count: i32, out: i32): void {
  const bytes = width << 3;
  for (let row = 0; row < rows; row++, x += bytes) {
    let point = points;
    for (let at = 0; at < count; at++, point += bytes, out += 8)
      store<f64>(out, distanceOf(metric, p, x, point, width));
  }
}

export function quadratic(
  rows: i32,
  width: i32,
  x: i32,
  centres: i32,
  weights: i32,
  bias: i32,
  count: i32,
  out: i32,
): void {
  for (let row = 0; row < rows; row++, x += width << 3) {
    let at = 0;
    for (let o = 0; o < count; o++, out += 8) {
      let sum = load<f64>(bias + (o << 3));
      for (let i = 0; i < width; i++, at += 8) {
        const difference = load<f64>(x + (i << 3)) - load<f64>(centres + at);
        sum += difference * difference * load<f64>(weights + at);
      }
      store<f64>(out, sum);
    }
  }
}

/** @param name 0 linear, 1 polynomial, 2 rbf, 3 sigmoid */
export function kernel(
  name: i32,
  gamma: f64,
  constant: f64,
  degree: i32,
  rows: i32,
  width: i32,
  x: i32,
  vectors: i32,
  count: i32,
  out: i32,
): void {
  const bytes = width << 3;
  for (let row = 0; row < rows; row++, x += bytes) {
    let vector = vectors;
    for (let at = 0; at < count; at++, vector += bytes, out += 8) {
      let value: f64;
      if (name == 2) value = exp(-gamma * squared(x, vector, width));
      else {
        value = dot(x, vector, width);
        if (name == 1) value = power(gamma * value + constant, degree);
        else if (name == 3) value = tanh(gamma * value + constant);
      }
      store<f64>(out, value);
    }
  }
}

/**
 * Means of the rows of the k nearest points.
 * @param chosen room for k indices as i32
 */
export function nearestMean(
  rows: i32,
  points: i32,
  distances: i32,
  k: i32,
  byDistance: bool,
  targets: i32,
  columns: i32,
  chosen: i32,
  out: i32,
): void {
  for (let row = 0; row < rows; row++, distances += points << 3, out += columns << 3) {
    let found = 0;
    for (let point = 0; point < points; point++) {
      const value = load<f64>(distances + (point << 3));
      if (found == k && !(value < load<f64>(distances + (load<i32>(chosen + ((k - 1) << 2)) << 3)))) continue;
      let at = found < k ? found++ : k - 1;
      for (; at > 0; at--) {
        const before = load<i32>(chosen + ((at - 1) << 2));
        if (load<f64>(distances + (before << 3)) <= value) break;
        store<i32>(chosen + (at << 2), before);
      }
      store<i32>(chosen + (at << 2), point);
    }
    meanOf(distances, k, byDistance, targets, columns, chosen, out);
  }
}

function meanOf(distances: i32, k: i32, byDistance: bool, targets: i32, columns: i32, chosen: i32, out: i32): void {
  // A point that is the row itself leaves no weight to the others.
  const exact = byDistance && load<f64>(distances + (load<i32>(chosen) << 3)) == 0;
  memory.fill(out, 0, columns << 3);
  let total: f64 = 0;
  for (let at = 0; at < k; at++) {
    const point = load<i32>(chosen + (at << 2));
    const far = load<f64>(distances + (point << 3));
    const weight: f64 = !byDistance ? 1 : exact ? (far == 0 ? 1 : 0) : 1 / far;
    total += weight;
    const target = targets + ((point * columns) << 3);
    for (let column = 0; column < columns; column++) {
      const place = out + (column << 3);
      store<f64>(place, load<f64>(place) + weight * load<f64>(target + (column << 3)));
    }
  }
  for (let column = 0; column < columns; column++) {
    const place = out + (column << 3);
    store<f64>(place, load<f64>(place) / total);
  }
}
