export type { Tensor } from "./tensor/tensor.ts";
