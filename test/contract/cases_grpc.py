# SPDX-License-Identifier: Apache-2.0
"""The calls that record_grpc.py makes. Responses are never written here: they are recorded."""
import gzip
import struct
import zlib

MODEL = "Model/Predict"
INPUT = "Transformer/TransformInput"
OUTPUT = "OutputTransformer/TransformOutput"
ROUTE = "Router/Route"
AGGREGATE = "Combiner/Aggregate"
FEEDBACK = "Model/SendFeedback"
UNIT = {"PREDICTIVE_UNIT_ID": "unit", "PREDICTIVE_UNIT_IMAGE": "image:0.1"}
ONE = {"data": {"ndarray": [[1]]}}
TWO = {"data": {"names": ["p", "q"], "ndarray": [[0.5, 1]]}}

CASES = []


def case(file, component, pairs, env=UNIT, parameters=(), service_type="MODEL", ordered=False, tensorflow=False, max_message=None):
    """One file of pairs = one start of the wrapper. max_message is given as the annotation on message sizes."""
    CASES.append(
        dict(
            file=file,
            component=component,
            pairs=pairs,
            env=env,
            parameters=list(parameters),
            serviceType=service_type,
            ordered=ordered,
            tensorflow=tensorflow,
            maxMessage=max_message,
        )
    )


def call(name, payload, method=MODEL, **options):
    """payload: proto3 JSON of the request, or the bytes of a message. options: metadata, compression, strDataLength."""
    return dict(name=name, method="/seldon.protos." + method, payload=payload, **options)


def param(value, name="kind", type_="STRING"):
    return [{"name": name, "value": value, "type": type_}]


def on_every_method(message, feedback=None):
    feedback = {"request": message, "reward": 1} if feedback is None else feedback
    return [
        call("Model/Predict", message),
        call("Seldon/Predict", message, "Seldon/Predict"),
        call("Transformer/TransformInput", message, INPUT),
        call("OutputTransformer/TransformOutput", message, OUTPUT),
        call("Router/Route", message, ROUTE),
        call("Combiner/Aggregate", {"seldonMessages": [message]}, AGGREGATE),
        call("Generic/TransformInput", message, "Generic/TransformInput"),
        call("Generic/TransformOutput", message, "Generic/TransformOutput"),
        call("Generic/Route", message, "Generic/Route"),
        call("Generic/Aggregate", {"seldonMessages": [message]}, "Generic/Aggregate"),
        call("Model/SendFeedback", feedback, FEEDBACK),
        call("Router/SendFeedback", feedback, "Router/SendFeedback"),
        call("Generic/SendFeedback", feedback, "Generic/SendFeedback"),
        call("Seldon/SendFeedback", feedback, "Seldon/SendFeedback"),
        call("Model/Metadata", {}, "Model/Metadata"),
        call("Seldon/ModelMetadata", {"name": "unit"}, "Seldon/ModelMetadata"),
        call("Seldon/GraphMetadata", {}, "Seldon/GraphMetadata"),
    ]


def main_methods(message, feedback=None):
    return [p for p in on_every_method(message, feedback) if p["name"].split("/")[0] in ("Model", "Transformer", "OutputTransformer", "Router", "Combiner") and p["name"] not in ("Model/Metadata", "Router/SendFeedback")]


# ---------------------------------------------------------------- bytes that no JSON makes
def field(number, data):
    """A length-delimited field of less than 128 bytes."""
    return bytes([number << 3 | 2, len(data)]) + data


def doubles(*values):
    return struct.pack("<%dd" % len(values), *values)


UNPACKED_TENSOR = field(3, field(2, b"\x08\x01\x08\x02" + b"\x11" + doubles(1.5) + b"\x11" + doubles(2.5)))
VALUES_BEFORE_SHAPE = field(3, field(2, field(2, doubles(1.5, 2.5)) + field(1, b"\x01\x02")))
TWO_ONEOFS = field(5, b"first") + field(4, b"\x01")
DATA_TWICE = field(3, field(1, b"a")) + field(3, field(1, b"b") + field(2, field(1, b"\x01") + field(2, doubles(3))))
META_TWICE = field(2, field(1, b"p1")) + field(5, b"x") + field(2, field(1, b"p2"))
UNKNOWN_FIELD = field(5, b"x") + field(15, b"later version")
BAD_UTF8 = field(5, b"\xff\xfe")
TRUNCATED = b"\x2a\x05ab"
WRONG_WIRE_TYPE = b"\x28\x05"

# ---------------------------------------------------------------- payloads, sent to Echo and to DescribeProto
PAYLOADS = [
    ("ndarray of ints", {"data": {"ndarray": [[1, 2], [3, 4]]}}),
    ("ndarray of floats", {"data": {"ndarray": [[1.5, -2.25], [0.1, 1e-9]]}}),
    ("ndarray of strings", {"data": {"ndarray": [["oak", "ash"], ["elm", "yew"]]}}),
    ("ndarray of numbers and strings", {"data": {"ndarray": [["oak", 7, 1.5], ["ash", 2, 0.25]]}}),
    ("ndarray of bool and string", {"data": {"ndarray": [[True, "oak"]]}}),
    ("ndarray of bools", {"data": {"ndarray": [[True, False]]}}),
    ("ndarray of bool and number", {"data": {"ndarray": [[True, 3]]}}),
    ("ndarray 1-D", {"data": {"ndarray": [1, 2, 3]}}),
    ("ndarray 3-D", {"data": {"ndarray": [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]}}),
    ("ndarray empty", {"data": {"ndarray": []}}),
    ("ndarray with one empty row", {"data": {"ndarray": [[]]}}),
    ("ndarray ragged", {"data": {"ndarray": [[1, 2], [3]]}}),
    ("ndarray with null", {"data": {"ndarray": [[1, None]]}}),
    ("ndarray with null and string", {"data": {"ndarray": [["oak", None]]}}),
    ("ndarray of objects", {"data": {"ndarray": [{"b": 1, "a": 2}]}}),
    ("ndarray of integers above 2^53", {"data": {"ndarray": [[9007199254740993, -1]]}}),
    ("ndarray with names", {"data": {"names": ["wind", "rain"], "ndarray": [[1, 2]]}}),
    ("ndarray with unicode", {"data": {"names": ["\u00e9"], "ndarray": [["\u00e9t\u00e9 \u2603 \U0001f600"]]}}),
    ("fewer names than columns", {"data": {"names": ["wind"], "ndarray": [[1, 2]]}}),
    ("ndarray with a value that has no kind", field(3, field(3, field(1, field(6, field(1, b"")))))),
    ("tensor 2-D", {"data": {"tensor": {"shape": [2, 2], "values": [1, 2, 3.5, 4]}}}),
    ("tensor 1-D", {"data": {"tensor": {"shape": [3], "values": [0.5, 1.5, 2.5]}}}),
    ("tensor 3-D with names", {"data": {"names": ["a", "b"], "tensor": {"shape": [1, 2, 2], "values": [1.5, 2, 3, 4]}}}),
    ("tensor with NaN and infinities", {"data": {"tensor": {"shape": [3], "values": ["NaN", "Infinity", "-Infinity"]}}}),
    ("tensor empty", {"data": {"tensor": {"shape": [0], "values": []}}}),
    ("tensor empty with columns", {"data": {"tensor": {"shape": [0, 4]}}}),
    ("tensor with inferred dimension", {"data": {"tensor": {"shape": [-1, 2], "values": [1, 2, 3, 4]}}}),
    ("tensor with scalar shape", {"data": {"tensor": {"values": [4]}}}),
    ("tensor with too few values", {"data": {"tensor": {"shape": [2, 2], "values": [1, 2, 3]}}}),
    ("tensor with too many values", {"data": {"tensor": {"shape": [2], "values": [1, 2, 3]}}}),
    ("tensor without anything", {"data": {"tensor": {}}}),
    ("tensor not packed", UNPACKED_TENSOR),
    ("tensor with values before the shape", VALUES_BEFORE_SHAPE),
    ("data with names only", {"data": {"names": ["a"]}}),
    ("data empty", {"data": {}}),
    ("data in two pieces", DATA_TWICE),
    ("binData", {"binData": "AQID/w=="}),
    ("binData empty", {"binData": ""}),
    ("strData", {"strData": "hello"}),
    ("strData empty", {"strData": ""}),
    ("strData unicode", {"strData": "\u00fcber \u2603 \U0001f600 <&> \u0000\t"}),
    ("jsonData object", {"jsonData": {"z": 1, "a": {"y": [1, 2.5, "t", None, True]}}}),
    ("jsonData empty object", {"jsonData": {}}),
    ("jsonData array of numbers", {"jsonData": [1, 2, 3]}),
    ("jsonData array mixed", {"jsonData": [1, "two", {"three": 3}]}),
    ("jsonData array ragged", {"jsonData": [[1], [2, 3]]}),
    ("jsonData empty array", {"jsonData": []}),
    ("jsonData string", {"jsonData": "text"}),
    ("jsonData number", {"jsonData": 3.25}),
    ("jsonData whole number", {"jsonData": 3}),
    ("jsonData bool", {"jsonData": False}),
    ("jsonData null", {"jsonData": None}),
    ("jsonData with no kind", field(6, b"")),
    ("customData", field(7, field(1, b"example/thing") + field(2, b"\x01\x02"))),
    ("customData empty", field(7, b"")),
    ("nothing at all", {}),
    ("only meta", {"meta": {"puid": "p"}}),
    ("two members of the oneof: the last one counts", TWO_ONEOFS),
    ("unknown field", UNKNOWN_FIELD),
    ("strData not UTF-8", BAD_UTF8),
    ("truncated message", TRUNCATED),
    ("field of the wrong wire type", WRONG_WIRE_TYPE),
]
META = [
    ("meta puid", {"strData": "x", "meta": {"puid": "abc-123"}}),
    ("meta tags of all kinds", {"strData": "x", "meta": {"tags": {"s": "v", "n": 1, "f": 1.5, "b": True, "z": None, "l": [1, "a"], "o": {"k": 2}}}}),
    ("meta routing", {"strData": "x", "meta": {"routing": {"ab": 1, "zero": 0, "minus": -1}}}),
    ("meta requestPath of another node", {"strData": "x", "meta": {"requestPath": {"earlier": "other:1"}}}),
    ("meta requestPath naming this node", {"strData": "x", "meta": {"requestPath": {"unit": "spoof:9"}}}),
    ("meta metrics", {"strData": "x", "meta": {"metrics": [{"key": "k", "type": "COUNTER", "value": 1}, {"key": "t", "type": "TIMER", "value": 2.5, "tags": {"a": "b"}}]}}),
    ("meta metric of an unknown type", field(2, field(5, field(1, b"k") + b"\x10\x07")) + field(5, b"x")),
    ("meta metric without a key", {"strData": "x", "meta": {"metrics": [{"value": 1}]}}),
    ("meta everything", {"data": {"names": ["a"], "ndarray": [[1]]}, "meta": {"puid": "p", "tags": {"t": 1}, "routing": {"r": 2}, "requestPath": {"e": "i:1"}, "metrics": [{"key": "k", "type": "GAUGE", "value": 3}]}}),
    ("meta empty", {"strData": "x", "meta": {}}),
    ("meta in two pieces", META_TWICE),
    ("status is dropped", {"strData": "x", "status": {"code": 200, "info": "i", "reason": "r", "status": "FAILURE"}}),
]
OTHER_MESSAGES = [
    call("request metadata is ignored", ONE, metadata=[["seldon-puid", "from-metadata"], ["seldon", "dep"], ["namespace", "ns"], ["x-auth-token", "t"], ["blob-bin", "AAEC"]]),
    call("gzip", ONE, compression="gzip"),
    call("deflate", ONE, compression="deflate"),
    call("unknown method of a known service", ONE, "Model/Explain"),
    call("unknown service", ONE, "Oracle/Predict"),
    call("Generic has no Predict", ONE, "Generic/Predict"),
    call("feedback bytes to Predict", {}, MODEL),
    call("Seldon/ModelMetadata with truncated bytes", b"\x0a\x05a", "Seldon/ModelMetadata"),
    call("Model/Metadata ignores what is sent", field(1, b"x"), "Model/Metadata"),
]
case("Echo", "Echo", [call(n, p) for n, p in PAYLOADS])
case("Echo.methods", "Echo", on_every_method(TWO) + OTHER_MESSAGES)
case("Echo.meta", "Echo", [call(n, p) for n, p in META])
case("Echo.no-unit", "Echo", [call("no meta", ONE), call("requestPath of another node", META[3][1]), call("Model/Metadata", {}, "Model/Metadata")], env={})
case("Echo.unit-without-image", "Echo", [call("no meta", ONE), call("Model/Metadata", {}, "Model/Metadata")], env={"PREDICTIVE_UNIT_ID": "unit"})
case("Describe", "DescribeProto", [call(n, p) for n, p in PAYLOADS])
case("Describe.meta", "DescribeProto", [call(n, p) for n, p in META])
case(
    "Describe.aggregate",
    "DescribeProto",
    [
        call("two tensors", {"seldonMessages": [{"data": {"names": ["a"], "tensor": {"shape": [1], "values": [1]}}}, {"data": {"tensor": {"shape": [1], "values": [2]}}}]}, AGGREGATE),
        call("one of each", {"seldonMessages": [{"strData": "a"}, {"binData": "AQ=="}, {"jsonData": [1]}, ONE]}, AGGREGATE),
        call("child without data", {"seldonMessages": [{"strData": "a"}, {}]}, AGGREGATE),
        call("no children", {}, AGGREGATE),
    ],
    service_type="COMBINER",
)

# ---------------------------------------------------------------- size limits. The message is strData of n letters "a".
LIMIT = 4 * 1024 * 1024
case(
    "Echo.limit",
    "Echo",
    [
        call("message of exactly 4 MiB", {}, strDataLength=LIMIT - 5),
        call("one byte more", {}, strDataLength=LIMIT - 4),
        call("compressed to less than 4 MiB, but more when inflated", {}, strDataLength=LIMIT - 4, compression="gzip"),
    ],
)
case("Echo.limit-raised", "Echo", [call("message of 5 MiB", {}, strDataLength=5 << 20), call("message above the annotation", {}, strDataLength=6 << 20)], max_message=(5 << 20) + 100)
case("Echo.limit-lowered", "Echo", [call("answer larger than the limit too", {}, strDataLength=995), call("request larger than the limit", {}, strDataLength=1100)], max_message=1000)

# ---------------------------------------------------------------- return values
KINDS = """float-2d float-1d float-3d float-0d int-2d int-1d float32 float16 uint8 int64-big uint64-max not-finite complex empty-0x3
empty-2x0 list-2d-mixed-numbers list-int list-empty list-of-empty list-ragged list-of-arrays list-strings list-strings-2d list-bools
list-bool-and-int list-strings-and-numbers list-with-none list-of-dicts array-strings array-bools array-objects str str-unicode str-empty
bytes bytearray bytes-empty dict dict-empty dict-int-keys dict-numpy-float dict-numpy-int dict-numpy-array dict-bytes dict-not-finite dict-tuple
none tuple int float bool set numpy-float numpy-str""".split()
TENSOR_KINDS = """float-2d float-1d float-3d float-0d int-2d int64-big uint64-max float32 not-finite complex empty-0x3 list-empty list-of-empty
list-strings list-bools list-with-none str""".split()
TEXT_KINDS = "float-2d float-1d float-0d int-2d list-empty list-strings-2d list-bools array-objects bytes dict none".split()
case(
    "Returns",
    "Returns",
    [call(k + " for an ndarray request", {"data": {"names": [k], "ndarray": [[1]]}}) for k in KINDS]
    + [call(k + " for a tensor request", {"data": {"names": [k], "tensor": {"shape": [1, 1], "values": [1]}}}) for k in TENSOR_KINDS]
    + [call(k + " for a strData request", {"strData": k}) for k in TEXT_KINDS]
    + [call(k + " for a jsonData request", {"jsonData": k}) for k in ("int-2d", "list-strings")]
    + [call(k + " for a names-only request", {"data": {"names": [k]}}) for k in ("int-2d", "float-1d", "list-strings")],
)
case("CustomData", "CustomData", [call("an Any reversed", field(7, field(1, b"example/thing") + field(2, b"\x01\x02"))), call("a packed message", {"strData": "packed"}), call("an empty Any", {"strData": "empty"}), call("of two children", field(1, field(7, field(2, b"\x01"))) + field(1, field(7, field(2, b"\x02"))), AGGREGATE)])

# ---------------------------------------------------------------- names, tags, metrics, SeldonResponse
WIDE = {"data": {"names": ["p", "q", "r"], "ndarray": [[1, 2, 3]]}}
case(
    "ClassNames",
    "ClassNames",
    [call("2-D", TWO), call("2-D tensor", {"data": {"tensor": {"shape": [1, 2], "values": [1, 2]}}}), call("more columns than names", WIDE), call("1-D", {"data": {"ndarray": [1, 2]}}), call("3-D", {"data": {"ndarray": [[[1], [2]]]}}), call("strings 2-D", {"data": {"ndarray": [["a", "b"]]}}), call("transform-input", TWO, INPUT), call("transform-output", TWO, OUTPUT)],
)
case("ClassNamesList", "ClassNamesList", [call("2-D", TWO), call("1-D", {"data": {"ndarray": [1, 2]}})])
TAGGED = {"data": {"ndarray": [[1]]}, "meta": {"puid": "p", "tags": {"origin": "request", "kept": 1}}}
METRIC = {"data": {"ndarray": [[1]]}, "meta": {"metrics": [{"key": "before", "type": "GAUGE", "value": 9}]}}
CHILDREN = {
    "seldonMessages": [
        {"data": {"names": ["a"], "ndarray": [[1]]}, "meta": {"puid": "p0", "tags": {"x": 0, "only0": True}, "requestPath": {"c0": "i:0", "both": "i:0"}, "routing": {"r": 1}, "metrics": [{"key": "m0", "type": "GAUGE"}]}},
        {"data": {"names": ["b"], "ndarray": [[3]]}, "meta": {"puid": "p1", "tags": {"x": 1}, "requestPath": {"c1": "i:1", "both": "i:1"}, "metrics": [{"key": "m1", "type": "GAUGE", "value": 1}]}},
    ]
}
REWARD = {"request": {"data": {"names": ["f"], "ndarray": [[1, 2]]}, "meta": {"puid": "fp", "tags": {"t": 1}, "requestPath": {"e": "i"}}}, "response": {"data": {"ndarray": [[0.5]]}, "meta": {"routing": {"unit": 1, "other": 2}}}, "reward": 0.1, "truth": {"data": {"ndarray": [[1]]}}}
case("Tagged", "Tagged", main_methods(TAGGED, REWARD) + [call("Combiner/Aggregate of two", CHILDREN, AGGREGATE)])
case("Metered", "Metered", main_methods(METRIC, REWARD) + [call("Combiner/Aggregate of two", CHILDREN, AGGREGATE)])
case("Metered.tagged", "Metered", main_methods(ONE), parameters=param("tagged"))
case("Metered.hidden", "Metered", main_methods(METRIC), env={"PREDICTIVE_UNIT_ID": "unit", "INCLUDE_METRICS_IN_CLIENT_RESPONSE": "false"})
for kind in "bad-type missing-key text-value bool-value none".split():
    case("Metered." + kind, "Metered", [call("predict", {"strData": "x"}), call("route", ONE, ROUTE)], parameters=param(kind))
case(
    "RuntimeExtras",
    "RuntimeExtras",
    main_methods(ONE, REWARD) + [call(k, {"data": {"names": [k], "ndarray": [[1]]}, "meta": {"tags": {"who": "request"}}}) for k in ("all", "data-only", "text", "none", "bad-metric")],
)

# ---------------------------------------------------------------- raw and older methods
case(
    "RawProto",
    "RawProto",
    on_every_method({"data": {"ndarray": [[1]]}, "meta": {"puid": "p", "tags": {"a": 1}, "routing": {"r": 1}}})
    + [call("echo of everything", {"customData": {"@type": "type.googleapis.com/google.protobuf.Struct", "value": {"a": 1}}, "status": {"code": 200, "info": "i", "reason": "r", "status": "FAILURE"}})]
    + [call(k, {"strData": k}) for k in "status metrics bad-metric dict none text list empty fall-through microservice-exception plain-exception".split()]
    + [call("transform-input: " + k, {"strData": k}, INPUT) for k in ("fall-through", "dict")]
    + [call("transform-output: " + k, {"strData": k}, OUTPUT) for k in ("fall-through", "status")]
    + [call("route: " + k, {"strData": k}, ROUTE) for k in ("fall-through", "text")]
    + [call("feedback: " + k, {"request": {"strData": k}}, FEEDBACK) for k in ("fall-through", "dict", "plain-exception")],
)
case("RawProto.hidden", "RawProto", [call("metrics", {"strData": "metrics"}), call("metrics of a request that is echoed", METRIC)], env={"PREDICTIVE_UNIT_ID": "unit", "INCLUDE_METRICS_IN_CLIENT_RESPONSE": "false"})
case("RawAll", "RawAll", main_methods(TAGGED))
case("RawDeclines", "RawDeclines", main_methods(ONE))
case("LegacyRest", "LegacyRest", main_methods(TAGGED))
case("LegacyGrpc", "LegacyGrpc", main_methods(TAGGED))

# ---------------------------------------------------------------- errors
ERRORS = """microservice microservice-code microservice-reason microservice-payload microservice-not-text not-implemented
python-not-implemented value-error key-error empty two-arguments assertion custom http type-error os-error""".split()
SOME = ("microservice-code", "not-implemented", "value-error")
case(
    "Raises",
    "Raises",
    [call("predict: " + k, {"strData": k}) for k in ERRORS]
    + [call("Seldon/Predict: " + k, {"strData": k}, "Seldon/Predict") for k in SOME]
    + [call("transform-input: " + k, {"strData": k}, INPUT) for k in SOME]
    + [call("transform-output: " + k, {"strData": k}, OUTPUT) for k in SOME]
    + [call("route: " + k, {"strData": k}, ROUTE) for k in SOME]
    + [call("aggregate: " + k, {"seldonMessages": [{"strData": k}]}, AGGREGATE) for k in SOME]
    + [call("send-feedback: " + k, {"request": {"data": {"names": [k]}}}, FEEDBACK) for k in SOME],
)
for where in ("tags", "metrics", "class_names", "not-implemented"):
    case("RaisesInHooks." + where, "RaisesInHooks", [call("predict", ONE)], parameters=param(where, "where"))
case("Bare", "Bare", main_methods(TAGGED, REWARD) + [call("predict for a tensor request", {"data": {"tensor": {"shape": [1], "values": [1]}}}), call("predict for a strData request", {"strData": "x"}), call("transform-input of a string", {"strData": "x"}, INPUT), call("transform-input of an Any", field(7, field(1, b"example/thing")), INPUT), call("transform-input with no data", {}, INPUT), call("route with no data", {}, ROUTE)])
case("Inherits", "Inherits", main_methods(TAGGED, REWARD) + [call("Model/Metadata", {}, "Model/Metadata")])

# ---------------------------------------------------------------- calling conventions
case("NoMeta", "NoMeta", [call("predict", ONE), call("predict again: ran once per request", ONE), call("transform-input", ONE, INPUT), call("route", ONE, ROUTE)], ordered=True)
case("RunsTwice", "RunsTwice", [call("no error", {"strData": "calm"}), call("TypeError on the first call", {"strData": "boom"}), call("TypeError on both calls", {"strData": "always"}), call("count afterwards", {"strData": "calm"})], ordered=True)
case("KeywordMeta", "KeywordMeta", [call("no meta: an empty dict is given", ONE), call("meta", TAGGED)])
case("Loader", "Loader", [call("loaded before the first request", ONE), call("and only once", ONE)], ordered=True)
case("Counter", "Counter", [call("first", ONE), call("second", ONE), call("feedback 5", {"reward": 5}, FEEDBACK), call("fourth", {"strData": "x"})], ordered=True)

# ---------------------------------------------------------------- transformer, router, combiner
case(
    "Scaler",
    "Scaler",
    [
        call("transform-input ndarray", TWO, INPUT),
        call("transform-input tensor", {"data": {"names": ["a", "b"], "tensor": {"shape": [1, 2], "values": [1, 2]}}}, INPUT),
        call("transform-input jsonData list", {"jsonData": [1, 2.5]}, INPUT),
        call("transform-input with meta", {"data": {"ndarray": [[1]]}, "meta": {"puid": "p", "tags": {"a": "b"}, "routing": {"r": 1}, "requestPath": {"e": "i:1"}}}, INPUT),
        call("transform-input strings", {"data": {"ndarray": [["a"]]}}, INPUT),
        call("transform-output ndarray", TWO, OUTPUT),
        call("transform-output tensor", {"data": {"tensor": {"shape": [2, 1], "values": [1, 2]}}}, OUTPUT),
        call("predict is missing", ONE),
        call("route is missing", ONE, ROUTE),
    ],
    service_type="TRANSFORMER",
)
case("Shout", "Shout", [call("text", {"strData": "stra\u00dfe"}, INPUT), call("bytes", {"binData": "AQID"}, INPUT), call("object", {"jsonData": {"a": 1, "b": [2]}}, INPUT), call("array has no upper", ONE, INPUT), call("names and meta given", {"data": {"names": ["a", "b"], "ndarray": [[1, 2]]}, "meta": {"tags": {"t": 1}, "puid": "q"}}, OUTPUT)], service_type="TRANSFORMER")
ROUTES = "zero negative minus-two big list float numpy-int text none bool dict array tuple".split()
case(
    "Router",
    "Router",
    [
        call("ndarray", {"data": {"ndarray": [[2, 1]]}}, ROUTE),
        call("tensor request gives a tensor", {"data": {"tensor": {"shape": [1, 1], "values": [1.7]}}}, ROUTE),
        call("text request gives a tensor", {"strData": "abc"}, ROUTE),
        call("request meta is dropped except puid", {"data": {"ndarray": [[1]]}, "meta": {"puid": "p", "tags": {"a": 1}, "requestPath": {"e": "i:1"}, "routing": {"x": 1}, "metrics": [{"key": "k", "type": "GAUGE", "value": 1}]}}, ROUTE),
        call("empty data", {"data": {"ndarray": []}}, ROUTE),
        call("no data", {}, ROUTE),
        call("feedback with own routing", REWARD, "Router/SendFeedback"),
        call("feedback without routing", {"reward": 1}, "Router/SendFeedback"),
    ]
    + [call("returns " + k, {"data": {"names": [k], "ndarray": [[1]]}}, ROUTE) for k in ROUTES],
    service_type="ROUTER",
)
case(
    "Combiner",
    "Combiner",
    [
        call("two ndarrays", CHILDREN, AGGREGATE),
        call("one child", {"seldonMessages": [ONE]}, AGGREGATE),
        call("encoding of child 0: tensor", {"seldonMessages": [{"data": {"tensor": {"shape": [1], "values": [1]}}}, {"data": {"ndarray": [3]}}]}, AGGREGATE),
        call("encoding of child 0: ndarray", {"seldonMessages": [{"data": {"ndarray": [3]}}, {"data": {"tensor": {"shape": [1], "values": [1]}}}]}, AGGREGATE),
        call("text children", {"seldonMessages": [{"strData": "a"}, {"strData": "b"}]}, AGGREGATE),
        call("bytes children", {"seldonMessages": [{"binData": "AQ=="}, {"binData": "Ag=="}]}, AGGREGATE),
        call("children of different shapes", {"seldonMessages": [{"data": {"ndarray": [[1, 2]]}}, {"data": {"ndarray": [[1], [2]]}}]}, AGGREGATE),
        call("no children", {}, AGGREGATE),
        call("child without data", {"seldonMessages": [{"strData": "a"}, {}]}, AGGREGATE),
    ],
    service_type="COMBINER",
)
case("First", "First", [call("two", CHILDREN, AGGREGATE), call("no children", {}, AGGREGATE)], service_type="COMBINER")

# ---------------------------------------------------------------- feedback
FEEDBACKS = [
    ("everything", REWARD),
    ("reward only", {"reward": 1}),
    ("reward negative", {"reward": -2.5}),
    ("reward NaN", {"reward": "NaN"}),
    ("truth only", {"truth": {"data": {"ndarray": [["yes"]]}}}),
    ("tensor request", {"request": {"data": {"tensor": {"shape": [1, 2], "values": [1, 2.5]}}}, "reward": 1}),
    ("routing zero", {"response": {"meta": {"routing": {"unit": 0}}}, "reward": 1}),
    ("routing of another unit", {"response": {"meta": {"routing": {"other": 3}}}, "reward": 1}),
    ("empty message", {}),
    ("strData request is not seen", {"request": {"strData": "a"}, "truth": {"strData": "b"}, "reward": 1}),
    ("tensor of wrong size in request", {"request": {"data": {"tensor": {"shape": [3], "values": [1, 2]}}}, "reward": 1}),
    ("ragged ndarray in request", {"request": {"data": {"ndarray": [[1], [2, 3]]}}, "reward": 1}),
    ("truncated message", b"\x0a\x05a"),
]
case("Describe.feedback", "DescribeProto", [call(n, p, FEEDBACK) for n, p in FEEDBACKS])
case(
    "Learner",
    "Learner",
    [call("returns nothing, ndarray request", {"request": {"data": {"names": ["nothing"], "ndarray": [[1]]}}, "reward": 1}, FEEDBACK), call("returns nothing, no request", {"request": {"data": {"names": ["nothing"]}}}, FEEDBACK), call("returns nothing, tensor request", {"request": {"data": {"names": ["nothing"], "tensor": {"shape": [1], "values": [1]}}}}, FEEDBACK)]
    + [call("returns " + k, {"request": {"data": {"names": [k], "ndarray": [[1, 2]]}}, "truth": {"data": {"tensor": {"shape": [1, 2], "values": [5, 6]}}}}, FEEDBACK) for k in "features truth ints text bytes strings number".split()],
)
case("FeedbackRaw", "FeedbackRaw", [call("a proto comes in", {"reward": 1}, FEEDBACK), call("returning a dict fails", {"reward": 2}, FEEDBACK), call("raising", {"reward": 3}, FEEDBACK)])

# ---------------------------------------------------------------- metadata
METADATA = [call("Model/Metadata", {}, "Model/Metadata"), call("Seldon/ModelMetadata", {"name": "other"}, "Seldon/ModelMetadata")]
for kind in "full partial empty unknown-key name-not-text".split():
    case("Meta." + kind, "Meta", METADATA, parameters=param(kind))
case("Meta.env", "Meta", METADATA[:1], env={"MODEL_METADATA": '{"name":"from env","inputs":[{"messagetype":"tensor","schema":{"names":["a"],"shape":[2]}}]}'})

# ---------------------------------------------------------------- tftensor: with TensorFlow, and without
TFTENSORS = [
    ("float32 content", {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "1"}, {"size": "2"}]}, "tensorContent": "AACAPwAAIMA="}),
    ("float32 values", {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "2"}]}, "floatVal": [1.5, -2.5]}),
    ("float32 one value for all", {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "3"}]}, "floatVal": [1.5]}),
    ("float64 values", {"dtype": "DT_DOUBLE", "tensorShape": {"dim": [{"size": "1"}, {"size": "2"}]}, "doubleVal": [0.1, 2]}),
    ("int32 values", {"dtype": "DT_INT32", "tensorShape": {"dim": [{"size": "2"}]}, "intVal": [1, -2]}),
    ("int64 values", {"dtype": "DT_INT64", "tensorShape": {"dim": [{"size": "2"}]}, "int64Val": ["9007199254740993", "-2"]}),
    ("uint8 values", {"dtype": "DT_UINT8", "tensorShape": {"dim": [{"size": "2"}]}, "intVal": [0, 255]}),
    ("half values", {"dtype": "DT_HALF", "tensorShape": {"dim": [{"size": "2"}]}, "halfVal": [15360, 49152]}),
    ("bools", {"dtype": "DT_BOOL", "tensorShape": {"dim": [{"size": "2"}]}, "boolVal": [True, False]}),
    ("strings", {"dtype": "DT_STRING", "tensorShape": {"dim": [{"size": "2"}]}, "stringVal": ["b2Fr", "YXNo"]}),
    ("scalar", {"dtype": "DT_FLOAT", "tensorShape": {}, "floatVal": [4]}),
    ("no values", {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "2"}]}}),
    ("empty", {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "0"}]}}),
    ("too few values", {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "3"}]}, "floatVal": [1.5, 2]}),
    ("content of wrong size", {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "3"}]}, "tensorContent": "AACAPwAAIMA="}),
    ("no dtype", {"tensorShape": {"dim": [{"size": "1"}]}, "floatVal": [1]}),
]
case("Echo.tftensor-absent", "Echo", [call(n, {"data": {"tftensor": t}}) for n, t in TFTENSORS[:1]])
case("Echo.tftensor", "Echo", [call(n, {"data": {"names": ["a", "b"], "tftensor": t}}) for n, t in TFTENSORS], tensorflow=True)
case("Describe.tftensor", "DescribeProto", [call(n, {"data": {"tftensor": t}}) for n, t in TFTENSORS], tensorflow=True)
case("Returns.tftensor", "Returns", [call(k + " for a tftensor request", {"data": {"names": [k], "tftensor": TFTENSORS[0][1]}}) for k in "float-2d float-1d float-0d int-2d int-1d float32 float16 uint8 int64-big uint64-max not-finite complex empty-0x3 list-empty list-int list-strings list-bools".split()], tensorflow=True)

# ---------------------------------------------------------------- HTTP/2 as it is: (name, request headers that differ, frames of data)
HEADERS = {":method": "POST", ":scheme": "http", ":path": "/seldon.protos.Model/Predict", ":authority": "component.example", "te": "trailers", "content-type": "application/grpc"}


def framed(message, flag=0):
    return bytes([flag]) + struct.pack(">I", len(message)) + message


HELLO = framed(field(5, b"hello"))
WIRE = [
    ("one message", {}, HELLO),
    ("message in two DATA frames", {}, [HELLO[:7], HELLO[7:]]),
    ("empty message", {}, framed(b"")),
    ("no message", {}, b""),
    ("two messages", {}, HELLO + HELLO),
    ("truncated frame", {}, HELLO[:-1]),
    ("truncated frame header", {}, HELLO[:3]),
    ("compressed flag without an encoding", {}, framed(field(5, b"hello"), 1)),
    ("unknown flag", {}, framed(field(5, b"hello"), 7)),
    ("unknown encoding, flag not set", {"grpc-encoding": "snappy"}, HELLO),
    ("unknown encoding, flag set", {"grpc-encoding": "snappy"}, framed(field(5, b"hello"), 1)),
    ("identity encoding", {"grpc-encoding": "identity", "grpc-accept-encoding": "identity,deflate,gzip"}, HELLO),
    ("error in the handler", {}, framed(field(3, field(3, field(1, field(6, field(1, b""))) + field(1, field(6, b"")))))),
    ("message that does not parse", {}, framed(TRUNCATED)),
    ("unknown method", {":path": "/seldon.protos.Model/Explain"}, HELLO),
    ("unknown service", {":path": "/Oracle/Predict"}, HELLO),
    ("path without a method", {":path": "/seldon.protos.Model"}, HELLO),
    ("root path", {":path": "/"}, HELLO),
    ("content type with suffix", {"content-type": "application/grpc+proto"}, HELLO),
    ("content type of JSON messages", {"content-type": "application/grpc+json"}, HELLO),
    ("content type not of gRPC", {"content-type": "application/json"}, HELLO),
    ("no content type", {"content-type": None}, HELLO),
    ("no te", {"te": None}, HELLO),
    ("GET", {":method": "GET"}, b""),
    ("PUT", {":method": "PUT"}, HELLO),
    ("deadline in the past", {"grpc-timeout": "0n"}, HELLO),
    ("deadline far away", {"grpc-timeout": "99999999H"}, HELLO),
    ("deadline that is no number", {"grpc-timeout": "soon"}, HELLO),
    ("metadata", {"seldon-puid": "p", "authorization": "Bearer t", "blob-bin": "AAEC"}, HELLO),
    ("binary metadata with padding", {"blob-bin": "AAE="}, HELLO),
    ("binary metadata that is not base64", {"blob-bin": "*"}, HELLO),
    ("gzip", {"grpc-encoding": "gzip", "grpc-accept-encoding": "gzip"}, framed(gzip.compress(field(5, b"hello"), mtime=0), 1)),
    ("deflate", {"grpc-encoding": "deflate"}, framed(zlib.compress(field(5, b"hello")), 1)),
    ("gzip announced, not used", {"grpc-encoding": "gzip"}, HELLO),
    ("gzip that does not inflate", {"grpc-encoding": "gzip"}, framed(b"not gzip", 1)),
]
