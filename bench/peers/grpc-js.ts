/** A server of @grpc/grpc-js and protobufjs that answers what Zerohop answers. @module */
import { randomUUID } from "node:crypto";
import { Metadata, Server, ServerCredentials } from "@grpc/grpc-js";
import type { sendUnaryData, ServerUnaryCall } from "@grpc/grpc-js";
import { announce, answerQuestions, readSettings } from "../ask.ts";
import { COMPONENTS } from "../graphs.ts";
import { PREDICT, readMessage, writeMessage } from "../grpc-messages.ts";
import type { GrpcPeerSettings, NumbersMessage } from "../grpc-messages.ts";

const { names, routing = {}, requestPath = {} } = readSettings() as GrpcPeerSettings;

type Call = ServerUnaryCall<NumbersMessage, NumbersMessage>;

function predict(call: Call, answer: sendUnaryData<NumbersMessage>): void {
  const { shape, values } = call.request.data.tensor;
  const puid = randomUUID();
  const headers = new Metadata();
  headers.set("seldon-puid", puid);
  call.sendMetadata(headers);
  const result = COMPONENTS["scale"]!.predict([values])[0]!;
  answer(null, { meta: { puid, routing, requestPath }, data: { names, tensor: { shape, values: result } } });
}

const server = new Server();
server.addService(
  {
    predict: {
      path: PREDICT,
      requestStream: false,
      responseStream: false,
      requestDeserialize: readMessage,
      requestSerialize: writeMessage,
      responseDeserialize: readMessage,
      responseSerialize: writeMessage,
    },
  },
  { predict },
);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  answerQuestions({});
  announce(port);
});
