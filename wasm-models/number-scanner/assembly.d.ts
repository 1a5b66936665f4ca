/* oxlint-disable typescript/no-unnecessary-type-parameters */
/**
 * What AssemblyScript knows by itself, as far as the scanner uses it, so that its sources are checked
 * and linted like all others.
 */
declare type u8 = number;
declare type i32 = number;
declare type u32 = number;
declare type u64 = number;
declare type f64 = number;
declare type bool = boolean;
declare interface v128 {
  readonly isVector: true;
}

declare function i8(value: number): number;
declare function i32(value: number | boolean): i32;
declare function u32(value: number): u32;
declare function u64(value: number | boolean): u64;
declare function f64(value: number): f64;
declare function clz(value: u64): u64;
declare function ctz(value: number): number;
declare function reinterpret<T>(value: number): T;
declare function load<T>(address: i32, offset?: i32): T;
declare function store<T>(address: i32, value: T): void;

declare const memory: {
  /** Puts constants into memory; gives their address. */
  data<T>(values: readonly T[]): i32;
  fill(address: i32, value: number, length: i32): void;
};

declare function i8x16(...lanes: readonly number[]): v128;
declare namespace i8x16 {
  function splat(value: number): v128;
  function sub(a: v128, b: v128): v128;
  function gt_u(a: v128, b: v128): v128;
  function bitmask(a: v128): i32;
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
declare namespace v128 {
  function load(address: i32): v128;
  function and(a: v128, b: v128): v128;
}
