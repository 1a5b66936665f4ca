/**
 * A small client of gRPC over one connection: frames of HTTP/2 written and read by hand, so that
 * the server is what a bench measures. Unary calls with small messages, no TLS.
 * @module
 */
import { connect } from "node:net";

export interface GrpcConnection {
  /**
   * Calls the method with a message.
   * @returns the answer's message; rejects when there is none, or when the connection breaks.
   */
  call(message: Uint8Array): Promise<Buffer>;
  close(): void;
}

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const PING = 6;
const GOAWAY = 7;
const END_STREAM = 1;
const ACK = 1;
const END_HEADERS = 4;
const HEAD_BYTES = 9;
/** Of a message in its frame. */
const PREFIX_BYTES = 5;
/** Window of all answers together: more than a bench will see. */
const WINDOW = 2 ** 30;

interface Waiting {
  data: Buffer | undefined;
  readonly resolve: (message: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** Connects to a port of this machine for calls of one method. */
export function openGrpcConnection(port: number, path: string): Promise<GrpcConnection> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const headers = headerBlock(port, path);
    const waiting = new Map<number, Waiting>();
    let last = -1;
    let pending: Buffer = Buffer.alloc(0);
    let queued: Buffer[] = [];
    // What is called in one turn goes out in one packet, as with other clients.
    const send = (frame: Buffer): void => {
      if (queued.push(frame) > 1) return;
      setImmediate(() => {
        socket.write(Buffer.concat(queued));
        queued = [];
      });
    };
    const end = (id: number, error?: Error): void => {
      const call = waiting.get(id);
      waiting.delete(id);
      if (error !== undefined || call?.data === undefined)
        call?.reject(error ?? new Error("An answer without message"));
      else call.resolve(call.data);
    };
    const take = (type: number, flags: number, id: number, payload: Buffer): void => {
      if (type === DATA && payload.length > 0) {
        const call = waiting.get(id);
        if (call !== undefined) call.data = call.data === undefined ? payload : Buffer.concat([call.data, payload]);
      }
      if ((type === DATA || type === HEADERS) && (flags & END_STREAM) !== 0) end(id);
      if (type === RST_STREAM) end(id, new Error(`The server reset a call with code ${payload.readUInt32BE(0)}`));
      if (type === GOAWAY) socket.destroy(new Error("The server sent GOAWAY"));
      if ((type === SETTINGS || type === PING) && (flags & ACK) === 0) {
        send(frame(type, ACK, 0, type === PING ? payload : Buffer.alloc(0)));
      }
    };
    socket.on("data", (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      let at = 0;
      while (pending.length - at >= HEAD_BYTES) {
        const length = pending.readUIntBE(at, 3);
        const next = at + HEAD_BYTES + length;
        if (pending.length < next) break;
        const payload = pending.subarray(at + HEAD_BYTES, next);
        take(pending[at + 3]!, pending[at + 4]!, pending.readUInt32BE(at + 5) & 0x7fffffff, payload);
        at = next;
      }
      pending = pending.subarray(at);
    });
    socket.on("error", (error) => {
      reject(error);
      for (const id of waiting.keys()) end(id, error);
    });
    socket.on("close", () => {
      for (const id of waiting.keys()) end(id, new Error("The server closed the connection"));
    });
    socket.on("connect", () => {
      // No table of headers, so that answers can be told apart without reading them.
      const settings = Buffer.from([0, 1, 0, 0, 0, 0]);
      const window = Buffer.alloc(4);
      window.writeUInt32BE(WINDOW);
      socket.write(Buffer.concat([Buffer.from(PREFACE), frame(SETTINGS, 0, 0, settings), frame(8, 0, 0, window)]));
      resolve({
        call: (message) =>
          new Promise((done, failed) => {
            last += 2;
            waiting.set(last, { data: undefined, resolve: done, reject: failed });
            send(frame(HEADERS, END_HEADERS, last, headers));
            send(frame(DATA, END_STREAM, last, prefixed(message)));
          }),
        close: () => socket.destroy(),
      });
    });
  });
}

function frame(type: number, flags: number, id: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(id, 5);
  bytes.set(payload, HEAD_BYTES);
  return bytes;
}

function prefixed(message: Uint8Array): Buffer {
  const bytes = Buffer.alloc(PREFIX_BYTES + message.length);
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, PREFIX_BYTES);
  return bytes;
}

/** Headers as common clients send them, each in full: no state to keep on either side. */
function headerBlock(port: number, path: string): Buffer {
  const fields = [
    [":method", "POST"],
    [":scheme", "http"],
    [":path", path],
    [":authority", `127.0.0.1:${port}`],
    ["content-type", "application/grpc"],
    ["te", "trailers"],
    ["user-agent", "grpc-bench/1"],
    ["grpc-accept-encoding", "identity,deflate,gzip"],
  ];
  return Buffer.concat(fields.map(([name, value]) => Buffer.concat([Buffer.from([0]), text(name!), text(value!)])));
}

// All are shorter than 127 bytes: one byte of length, no Huffman code.
function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
}

/** Takes the frame off an answer's message. */
export function messageOf(data: Buffer): Buffer {
  if (data[0] !== 0 || data.readUInt32BE(1) !== data.length - PREFIX_BYTES) throw new Error("A broken message");
  return data.subarray(PREFIX_BYTES);
}
