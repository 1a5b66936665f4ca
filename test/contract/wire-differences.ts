/** Where a call over gRPC looks otherwise on the wire than with grpcio, on purpose. */
import { AgreedDifferences } from "./agreed-differences.ts";
import type { Difference } from "./agreed-differences.ts";

export const WIRE_DIFFERENCES: readonly Difference[] = [
  {
    id: "grpc-wire-messages",
    published:
      "A message that breaks off is UNIMPLEMENTED, a second one is passed over, one that does not parse is INTERNAL, and one that holds nothing or what cannot be read is UNKNOWN",
    zerohop:
      "What breaks off or is too much is INTERNAL or UNIMPLEMENTED, what does not parse INVALID_ARGUMENT naming the field",
    why: "The caller is told what is wrong",
    pairs: {
      "wire/two messages": "12 ",
      "wire/truncated frame": "13 The message breaks off after 11 bytes",
      "wire/truncated frame header": "13 The message breaks off after 3 bytes",
      "wire/message that does not parse": "3 strData: expected more bytes",
      "wire/empty message": "3 Request body: expected one of data",
      "wire/error in the handler": "3 data.ndarray: ragged array",
    },
  },
  {
    id: "grpc-wire-compression",
    published:
      "A flag that there is not, or that says compressed without an encoding, is not looked at; an encoding that there is not resets the call",
    zerohop: "INTERNAL for the flag, UNIMPLEMENTED for the encoding, if the message uses it",
    why: "As the gRPC protocol has it",
    pairs: {
      "wire/compressed flag without an encoding": "13 grpc-encoding does not say how",
      "wire/unknown flag": "13 first byte is 7",
      "wire/unknown encoding, flag not set": "OK application/grpc",
      "wire/unknown encoding, flag set": '12 grpc-encoding: expected identity, gzip or deflate, got "snappy"',
    },
  },
  {
    id: "grpc-wire-content-type",
    published: "The content type is not looked at",
    zerohop: "`application/grpc+json` is JSON; without a type 415; the port speaks HTTP/2 to those who ask for no gRPC",
    why: "One port serves both",
    pairs: {
      "wire/content type of JSON messages": "3 cannot decode message seldon.protos.SeldonMessage from JSON",
      "wire/content type not of gRPC": "HTTP 400",
      "wire/no content type": "HTTP 415",
    },
  },
  {
    id: "grpc-wire-headers",
    published:
      "A method other than POST, or no `te`, is UNKNOWN; a deadline that is no number and metadata that are no base64 reset the call",
    zerohop: "405 for the method, INVALID_ARGUMENT for the deadline; the others are served",
    why: "A reset says nothing; browsers and proxies leave `te` out",
    pairs: {
      "wire/no te": "OK application/grpc",
      "wire/GET": "HTTP 405",
      "wire/PUT": "HTTP 405",
      "wire/deadline that is no number": '3 grpc-timeout: expected digits and one of H M S m u n, got "soon"',
      "wire/binary metadata that is not base64": "OK application/grpc",
    },
  },
];

export const wireDifferences = new AgreedDifferences(WIRE_DIFFERENCES);
