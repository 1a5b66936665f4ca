/** Float64 numbers somewhere in memory; an index out of range stops the guest. */
export class Float64s {
  constructor(
    public readonly at: usize,
    public readonly length: i32,
  ) {}

  @inline @operator("[]")
  get(index: i32): f64 {
    if (<u32>index >= <u32>this.length) unreachable();
    return load<f64>(this.at + (<usize>index << 3));
  }

  @inline @operator("[]=")
  set(index: i32, value: f64): void {
    if (<u32>index >= <u32>this.length) unreachable();
    store<f64>(this.at + (<usize>index << 3), value);
  }
}
