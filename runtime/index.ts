/**
 * The runtime core for any host. Platforms have entry points of their own; this one is for those
 * that bring their RuntimeHost themselves.
 * @module
 */
export { createRuntimeOn, Runtime } from "./runtime.ts";
export type { RuntimeOptions } from "./runtime.ts";
export { ManifestError } from "./graph/manifest-error.ts";
export { InferenceError } from "./errors.ts";
export type { ErrorCode } from "./errors.ts";
export type { Logger, LogLevel, RuntimeHost } from "./host.ts";
export type { ModelCompiler, TrainedModel } from "./units/trained-model.ts";
export { SeldonMicroserviceException, SeldonNotImplementedError, SeldonResponse } from "./units/component/component.ts";
export type { Component, ComponentClass, ComponentInput, ComponentMeta } from "./units/component/component.ts";
export { createMemoryState } from "./deployment/memory-state.ts";
export type { StateStore } from "./deployment/state-store.ts";
export type { RecalledRoute, TakenRoute } from "./deployment/taken-route.ts";
export type { UnitFactory, UnitSpec } from "./units/factory.ts";
export type { Answer, Unit, UnitContext, UnitMetadata } from "./units/unit.ts";
export { bytesMessage, jsonMessage, tensorMessage, textMessage } from "./message/message.ts";
export type { Encoding, Message, Payload } from "./message/message.ts";
export { messageFrom } from "./message/from-value.ts";
export type { PredictInput } from "./message/from-value.ts";
export type { Feedback } from "./message/feedback.ts";
export type { Meta, Metric } from "./message/meta.ts";
export { createTensor } from "./tensor/tensor.ts";
export type { Tensor } from "./tensor/tensor.ts";
export type { Datatype } from "./tensor/datatype.ts";
export { toFloat64, toNested } from "./tensor/convert.ts";
