/** How gRPC, gRPC-Web and Connect's streams frame their messages. @module */

/** In front of each message: a byte of flags and four for its length, the highest first. */
export const FRAME_HEAD_BYTES = 5;
