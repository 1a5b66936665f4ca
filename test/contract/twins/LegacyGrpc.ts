/** The older *_grpc names are no names here; what else the class has answers. */
export class LegacyGrpc {
  predict_grpc() {
    return { strData: "predict_grpc" };
  }

  predictRaw() {
    return { strData: "predict_raw" };
  }

  transform_input_grpc() {
    return { strData: "transform_input_grpc" };
  }

  route_grpc() {
    return { strData: "route_grpc" };
  }
}
