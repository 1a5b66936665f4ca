/** From decisions between pairs of classes to classes. Pairs come as (0,1), (0,2), ..., (1,2), ... */

export function votes(rows: i32, classes: i32, x: i32, out: i32): void {
  memory.fill(out, 0, (rows * classes) << 3);
  for (let row = 0; row < rows; row++, out += classes << 3) {
    for (let i = 0; i < classes; i++) {
      for (let j = i + 1; j < classes; j++, x += 8) {
        const place = out + ((load<f64>(x) > 0 ? i : j) << 3);
        store<f64>(place, load<f64>(place) + 1);
      }
    }
  }
}

/**
 * The second method of Wu, Lin and Weng, "Probability estimates for multi-class classification by
 * pairwise coupling" (2004), with libsvm's bounds and stop.
 * @param q room for classes² + classes numbers
 */
export function coupling(rows: i32, classes: i32, x: i32, q: i32, out: i32): void {
  for (let row = 0; row < rows; row++, x += ((classes * (classes - 1)) / 2) << 3, out += classes << 3) {
    fillQ(classes, x, q);
    iterate(classes, q, q + ((classes * classes) << 3), out);
  }
}

/** The probability of class i against j. */
function pair(x: i32, classes: i32, i: i32, j: i32): f64 {
  const low = i < j ? i : j;
  const high = i < j ? j : i;
  const at = low * classes - (low * (low + 1)) / 2 + (high - low - 1);
  const value = min<f64>(max<f64>(load<f64>(x + (at << 3)), 1e-7), 1 - 1e-7);
  return i < j ? value : 1 - value;
}

function fillQ(classes: i32, x: i32, q: i32): void {
  for (let t = 0; t < classes; t++) {
    let sum: f64 = 0;
    for (let j = 0; j < classes; j++) {
      if (j == t) continue;
      const r = pair(x, classes, j, t);
      sum += r * r;
      store<f64>(q + ((t * classes + j) << 3), -r * pair(x, classes, t, j));
    }
    store<f64>(q + ((t * classes + t) << 3), sum);
  }
}

function iterate(classes: i32, q: i32, qp: i32, p: i32): void {
  const precision = 0.005 / classes;
  const limit = max<i32>(100, classes);
  for (let t = 0; t < classes; t++) store<f64>(p + (t << 3), 1.0 / classes);
  for (let round = 0; round < limit; round++) {
    let whole: f64 = 0;
    for (let t = 0; t < classes; t++) {
      let sum: f64 = 0;
      for (let j = 0; j < classes; j++) sum += load<f64>(q + ((t * classes + j) << 3)) * load<f64>(p + (j << 3));
      store<f64>(qp + (t << 3), sum);
      whole += load<f64>(p + (t << 3)) * sum;
    }
    let worst: f64 = 0;
    for (let t = 0; t < classes; t++) worst = max(worst, abs(load<f64>(qp + (t << 3)) - whole));
    if (worst < precision) return;
    for (let t = 0; t < classes; t++) {
      const diagonal = load<f64>(q + ((t * classes + t) << 3));
      const change = (whole - load<f64>(qp + (t << 3))) / diagonal;
      store<f64>(p + (t << 3), load<f64>(p + (t << 3)) + change);
      whole = (whole + change * (change * diagonal + 2 * load<f64>(qp + (t << 3)))) / (1 + change) / (1 + change);
      for (let j = 0; j < classes; j++) {
        const place = qp + (j << 3);
        store<f64>(place, (load<f64>(place) + change * load<f64>(q + ((t * classes + j) << 3))) / (1 + change));
        store<f64>(p + (j << 3), load<f64>(p + (j << 3)) / (1 + change));
      }
    }
  }
}
