/** A server of Connect's adapter for Node that answers what Zerohop answers. @module */
import { randomUUID } from "node:crypto";
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { Seldon } from "../../runtime/proto/generated/seldon/prediction_pb.js";
import { announce, answerQuestions, readSettings } from "../ask.ts";
import { COMPONENTS } from "../graphs.ts";
import type { GrpcPeerSettings } from "../grpc-messages.ts";

const settings = readSettings() as GrpcPeerSettings;
const names = [...settings.names];
const { routing = {}, requestPath = {} } = settings;

const adapter = connectNodeAdapter({
  routes: (router) =>
    router.rpc(Seldon.method.predict, ({ dataOneof }, { responseHeader }) => {
      const data = dataOneof.case === "data" ? dataOneof.value.dataOneof : undefined;
      if (data?.case !== "tensor") throw new Error("Expected a tensor");
      const { shape, values } = data.value;
      const puid = randomUUID();
      responseHeader.set("seldon-puid", puid);
      const result = { shape, values: COMPONENTS["scale"]!.predict([values])[0]! };
      return {
        meta: { puid, routing, requestPath },
        dataOneof: {
          case: "data" as const,
          value: { names, dataOneof: { case: "tensor" as const, value: result } },
        },
      };
    }),
});

const server = createServer(adapter);
server.listen(0, "127.0.0.1", () => {
  answerQuestions({});
  announce((server.address() as AddressInfo).port);
});
