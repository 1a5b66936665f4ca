/* oxlint-disable typescript/no-unnecessary-type-parameters */
/**
 * What AssemblyScript knows by itself, as far as it is used here, so that its sources are checked
 * and linted like all others.
 */
declare type u8 = number;
declare type u16 = number;
declare type i32 = number;
declare type u32 = number;
declare type i64 = number;
declare type u64 = number;
declare type f32 = number;
declare type f64 = number;
declare type bool = boolean;
declare interface v128 {
  readonly isVector: true;
}

declare function i8(value: number): number;
declare function i32(value: number | boolean): i32;
declare function u32(value: number): u32;
declare function i64(value: number): i64;
declare function u64(value: number | boolean): u64;
declare function f32(value: number): f32;
declare function f64(value: number): f64;
declare namespace i32 {
  const MIN_VALUE: i32;
  const MAX_VALUE: i32;
}
declare namespace i64 {
  const MIN_VALUE: i64;
  const MAX_VALUE: i64;
}
declare function clz(value: u64): u64;
declare function ctz(value: number): number;
declare function reinterpret<T>(value: number): T;
declare function load<T>(address: i32, offset?: i32): T;
declare function store<T>(address: i32, value: T | i32, offset?: i32): void;
declare function select<T>(yes: T, no: T, condition: bool): T;
declare function abs(value: number): number;
declare function ceil(value: number): number;
declare function floor(value: number): number;
declare function max<T extends number>(a: T, b: T): T;
declare function min<T extends number>(a: T, b: T): T;
/** Half to even. */
declare function nearest(value: number): number;
declare function sqrt(value: number): number;
declare function trunc(value: number): number;

declare const memory: {
  /** Puts constants into memory; gives their address. */
  data<T>(values: readonly T[]): i32;
  copy(to: i32, from: i32, length: i32): void;
  fill(address: i32, value: number, length: i32): void;
};

declare function i8x16(...lanes: readonly number[]): v128;
declare namespace i8x16 {
  function splat(value: number): v128;
  function sub(a: v128, b: v128): v128;
  function gt_u(a: v128, b: v128): v128;
  function bitmask(a: v128): i32;
  function shuffle(a: v128, b: v128, ...lanes: readonly number[]): v128;
  function swizzle(a: v128, lanes: v128): v128;
}
declare function i16x8(...lanes: readonly number[]): v128;
declare namespace i16x8 {
  function splat(value: number): v128;
  function add(a: v128, b: v128): v128;
  function mul(a: v128, b: v128): v128;
  function shr_u(a: v128, bits: i32): v128;
  function narrow_i32x4_u(a: v128, b: v128): v128;
}
declare namespace i32x4 {
  function dot_i16x8_s(a: v128, b: v128): v128;
  function extract_lane(a: v128, lane: number): i32;
}
declare namespace f32x4 {
  function add(a: v128, b: v128): v128;
  function mul(a: v128, b: v128): v128;
}
declare namespace f64x2 {
  function add(a: v128, b: v128): v128;
  function mul(a: v128, b: v128): v128;
  function promote_low_f32x4(a: v128): v128;
}
declare namespace v128 {
  function load(address: i32, offset?: i32): v128;
  function load32_splat(address: i32): v128;
  function load64_splat(address: i32): v128;
  function store(address: i32, value: v128, offset?: i32): void;
  function and(a: v128, b: v128): v128;
}
