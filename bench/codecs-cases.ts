/** All cases of the codecs bench. @module */
import type { CodecCase } from "./codecs-case.ts";
import { JSON_CASES } from "./codecs-json.ts";
import { PROTOBUF_CASES } from "./codecs-protobuf.ts";

export const CODEC_CASES: readonly CodecCase[] = [...JSON_CASES, ...PROTOBUF_CASES];
