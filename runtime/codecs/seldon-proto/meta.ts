/** Reads and writes the Meta of a SeldonMessage. @module */
import type { JsonValue } from "../../message/json-value.ts";
import { EMPTY_META } from "../../message/meta.ts";
import type { Meta, Metric, MetricType } from "../../message/meta.ts";
import { readEntry, writeEntries } from "../protobuf/json-value.ts";
import { KEY, put, readText, writeTexts } from "../protobuf/map.ts";
import type { ProtoReader } from "../protobuf/reader.ts";
import { VARINT, tagOf } from "../protobuf/wire.ts";
import type { ProtoWriter } from "../protobuf/writer.ts";
import { MESSAGE, META, METRIC } from "./tags.ts";

/** By their numbers in protobuf. */
const METRIC_TYPES: readonly MetricType[] = ["COUNTER", "GAUGE", "TIMER"];
/** The value of an entry of `routing`. */
const BRANCH = tagOf(2, VARINT);

/** @throws InferenceError INVALID_ARGUMENT naming the field and what was expected */
export function readMeta(reader: ProtoReader): Meta {
  const outer = reader.enter("meta");
  let puid = "";
  let tags: Record<string, JsonValue> | undefined;
  let routing: Record<string, number> | undefined;
  let requestPath: Record<string, string> | undefined;
  let metrics: Metric[] | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === META.puid) puid = reader.string("puid");
    else if (tag === META.tags) readEntry(reader, "tags", (tags ??= {}));
    else if (tag === META.routing) readBranch(reader, (routing ??= {}));
    else if (tag === META.requestPath) readText(reader, "requestPath", (requestPath ??= {}));
    else if (tag === META.metrics) {
      metrics ??= [];
      metrics.push(readMetric(reader, metrics.length));
    } else reader.skip(tag);
  }
  reader.leave(outer);
  return {
    puid,
    tags: tags ?? EMPTY_META.tags,
    metrics: metrics ?? EMPTY_META.metrics,
    requestPath: requestPath ?? EMPTY_META.requestPath,
    routing: routing ?? EMPTY_META.routing,
  };
}

function readBranch(reader: ProtoReader, into: Record<string, number>): void {
  const outer = reader.enter("routing");
  let key = "";
  let branch = 0;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === KEY) key = reader.string("");
    else if (tag === BRANCH) branch = reader.varint("");
    else reader.skip(tag);
  }
  reader.count("");
  reader.leave(outer);
  put(into, key, branch);
}

function readMetric(reader: ProtoReader, index: number): Metric {
  reader.count("metrics");
  const outer = reader.enter("metrics", index);
  let key = "";
  let type: MetricType | undefined = "COUNTER";
  let value = 0;
  let tags: Record<string, string> | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === METRIC.key) key = reader.string("key");
    else if (tag === METRIC.type) type = METRIC_TYPES[reader.varint("type")];
    else if (tag === METRIC.value) value = reader.float("value");
    else if (tag === METRIC.tags) readText(reader, "tags", (tags ??= {}));
    else reader.skip(tag);
  }
  if (key === "") reader.fail("key", "a name");
  if (type === undefined) reader.fail("type", "COUNTER, GAUGE or TIMER");
  reader.leave(outer);
  return tags === undefined ? { key, type, value } : { key, type, value, tags };
}

/** Writes a meta as a field, also an empty one. Values of metrics are float32 there. */
export function writeMeta(writer: ProtoWriter, meta: Meta): void {
  writer.open(MESSAGE.meta);
  if (meta.puid !== "") writer.string(META.puid, meta.puid);
  writeEntries(writer, META.tags, meta.tags);
  for (const key in meta.routing) {
    writer.open(META.routing);
    writer.string(KEY, key);
    writer.int32(BRANCH, meta.routing[key]!);
    writer.close();
  }
  writeTexts(writer, META.requestPath, meta.requestPath);
  for (const metric of meta.metrics) writeMetric(writer, metric);
  writer.close();
}

function writeMetric(writer: ProtoWriter, { key, type, value, tags }: Metric): void {
  writer.open(META.metrics);
  writer.string(METRIC.key, key);
  const number = METRIC_TYPES.indexOf(type);
  if (number > 0) writer.int32(METRIC.type, number);
  if (value !== 0) writer.float(METRIC.value, value);
  if (tags !== undefined) writeTexts(writer, METRIC.tags, tags);
  writer.close();
}
