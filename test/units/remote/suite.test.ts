import { status } from "@grpc/grpc-js";
import { GRPCInferenceService } from "../../../runtime/proto/generated/inference/inference_pb.js";
import { Model } from "../../../runtime/proto/generated/seldon/prediction_pb.js";
import { DataType } from "../../../runtime/proto/generated/tensorflow/core/framework/types_pb.js";
import { PredictionService } from "../../../runtime/proto/generated/tensorflow_serving/apis/serving_pb.js";
import { openGrpcUnit } from "../../../runtime/units/remote/open-grpc.ts";
import { openRestUnit } from "../../../runtime/units/remote/open-rest.ts";
import { failure, serveGrpc, service } from "../../support/grpc-js-server.ts";
import { TEXT, describeUnit } from "../../suites/unit.ts";
import { bodyOf, listen } from "../../support/unit-server.ts";
import { Opened, grpcHost, optionsOf } from "./support.ts";

const refuse = (): never => {
  throw failure(status.INVALID_ARGUMENT, "expected numbers");
};

/** Gives back numbers and refuses text, in every protocol. */
const serve = () =>
  serveGrpc(
    service(Model, { predict: (message) => (message.dataOneof.case === "strData" ? refuse() : message) }),
    service(GRPCInferenceService, {
      modelInfer: ({ inputs, rawInputContents }) => ({
        outputs: inputs.map(({ name, datatype, shape }) =>
          datatype === "BYTES" ? refuse() : { name, datatype, shape },
        ),
        rawOutputContents: rawInputContents,
      }),
    }),
    service(PredictionService, {
      predict: ({ inputs }) => ({ outputs: inputs["inputs"]!.dtype === DataType.DT_STRING ? refuse() : inputs }),
    }),
  );

for (const protocol of ["seldon", "v2", "tensorflow"] as const) {
  describeUnit({
    name: `a remote unit of ${protocol} over gRPC`,
    columns: 2,
    bad: TEXT,
    open: async () => {
      const opened = new Opened();
      const { target } = opened.keep(await serve());
      return { unit: openGrpcUnit(protocol, optionsOf(target), grpcHost(opened)), close: () => opened.close() };
    },
  });
}

for (const protocol of ["v2", "tensorflow"] as const) {
  describeUnit({
    name: `a remote unit of ${protocol} over REST`,
    columns: 2,
    bad: TEXT,
    open: async () => {
      const opened = new Opened();
      const { url } = opened.keep(
        await listen(async (request, response) => {
          const text = Buffer.from(await bodyOf(request)).toString();
          if (request.method === "GET") return void response.writeHead(404).end();
          const answer = text.replace('"inputs"', '"outputs"').replace('"instances"', '"predictions"');
          if (text.includes("no numbers")) response.writeHead(400).end('{"error":"expected numbers"}');
          else response.writeHead(200, { "content-type": "application/json" }).end(answer);
        }),
      );
      return { unit: openRestUnit(protocol, optionsOf(url), grpcHost(opened)), close: () => opened.close() };
    },
  });
}
