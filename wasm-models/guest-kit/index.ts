export { keepAll, startOver } from "./arena";
export { Float64s } from "./float64s";
export { Input, Part } from "./input";
export { PartType } from "./layout";
export { exp, sigmoid } from "./math";
export { Output } from "./output";
export { branch, failed, invalid, meta, result } from "./result";
