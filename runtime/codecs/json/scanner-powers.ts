/**
 * The powers of five that the number scanner rounds by: computing them takes half a millisecond,
 * carrying them 10 KB.
 * @module
 */

const LOWEST = -342;
const HIGHEST = 308;
const LOWER_HALF = 2n ** 64n - 1n;

/**
 * Writes the upper 128 bits of 5^q for every q from -342 to 308, upper half first; of negative q
 * those of the reciprocal, rounded up.
 * @param first Index of the first half in `words`.
 * @see Lemire, "Number parsing at a gigabyte per second" (2021), section 5
 */
export function writePowers(words: BigUint64Array, first: number): void {
  const put = (exponent: number, bits: bigint): void => {
    const index = first + 2 * (exponent - LOWEST);
    words[index] = bits >> 64n;
    words[index + 1] = bits & LOWER_HALF;
  };
  let power = 1n;
  for (let exponent = 0; exponent <= HIGHEST; exponent++) {
    const excess = bitLength(exponent) - 128n;
    put(exponent, excess > 0n ? power >> excess : power << -excess);
    power *= 5n;
  }
  power = 5n;
  for (let exponent = -1; exponent >= LOWEST; exponent--) {
    const length = bitLength(-exponent);
    // Up to 5^27, which fits 64 bits, 128 bits of the reciprocal are enough to be exact.
    if (exponent >= -27) put(exponent, (1n << (length + 127n)) / power + 1n);
    else put(exponent, ((1n << (2n * length + 128n)) / power + 1n) >> (length + 1n));
    power *= 5n;
  }
}

/** Bits of 5^exponent: 152170 / 65536 is log2(5), exact enough for all that occur. */
function bitLength(exponent: number): bigint {
  return BigInt(Math.floor((exponent * 152170) / 65536) + 1);
}
