# SPDX-License-Identifier: Apache-2.0
"""The requests that record.py sends. Responses are never written here: they are recorded."""
import base64
import gzip
import json

JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
BOUNDARY = "zerohop-boundary"
MULTIPART = {"content-type": "multipart/form-data; boundary=" + BOUNDARY}
ONE = '{"data":{"ndarray":[[1]]}}'

CASES = []


def case(file, component, pairs, env=None, parameters=None, service_type="MODEL", ordered=False, tensorflow=False):
    """One file of pairs = one start of the wrapper."""
    unit = {"PREDICTIVE_UNIT_ID": "unit", "PREDICTIVE_UNIT_IMAGE": "image:0.1"}
    CASES.append(
        {
            "file": file,
            "component": component,
            "serviceType": service_type,
            "env": unit if env is None else env,
            "parameters": parameters or [],
            "ordered": ordered,
            "tensorflow": tensorflow,
            "pairs": pairs,
        }
    )


def req(name, body=None, path="/predict", method="POST", headers=None, port="http"):
    if body is not None and not isinstance(body, (str, bytes)):
        body = json.dumps(body, separators=(",", ":"))
    if headers is None:
        headers = JSON if body is not None and method != "GET" else {}
    return {"name": name, "method": method, "path": path, "headers": headers, "body": body, "port": port}


def get(name, path):
    return req(name, None, path, "GET")


def part(name, value, filename=None, content_type=None):
    head = 'Content-Disposition: form-data; name="%s"' % name
    if filename:
        head += '; filename="%s"' % filename
    if content_type:
        head += "\r\nContent-Type: " + content_type
    value = value if isinstance(value, bytes) else value.encode("utf-8")
    return b"--" + BOUNDARY.encode() + b"\r\n" + head.encode() + b"\r\n\r\n" + value + b"\r\n"


def multipart(name, *parts, path="/predict", end=True):
    body = b"".join(parts) + (b"--" + BOUNDARY.encode() + b"--\r\n" if end else b"")
    return req(name, body, path, headers=MULTIPART)


def param(name, value, type_):
    return {"name": name, "value": value, "type": type_}


# ---------------------------------------------------------------- payloads, sent to Echo and to Describe
# (name, body, also sent to Describe)
PAYLOADS = [
    ("ndarray of ints", '{"data":{"ndarray":[[1,2],[3,4]]}}', True),
    ("ndarray of floats", '{"data":{"ndarray":[[1.5,-2.25],[0.1,1e-9]]}}', True),
    ("ndarray of whole floats", '{"data":{"ndarray":[[1.0,2.0]]}}', True),
    ("ndarray of ints with one float", '{"data":{"ndarray":[[1],[2],[3.5]]}}', True),
    ("ndarray of strings", '{"data":{"ndarray":[["oak","ash"],["elm","yew"]]}}', True),
    ("ndarray of numbers and strings", '{"data":{"ndarray":[["oak",7,1.5],["ash",2,0.25]]}}', True),
    ("ndarray with bool and string", '{"data":{"ndarray":[[true,"oak"]]}}', True),
    ("ndarray of bools", '{"data":{"ndarray":[[true,false]]}}', True),
    ("ndarray of bool and int", '{"data":{"ndarray":[[true,3]]}}', True),
    ("ndarray 1-D", '{"data":{"ndarray":[1,2,3]}}', True),
    ("ndarray 3-D", '{"data":{"ndarray":[[[1,2],[3,4]],[[5,6],[7,8]]]}}', True),
    ("ndarray 4-D", '{"data":{"ndarray":[[[[0.5]]]]}}', False),
    ("ndarray empty", '{"data":{"ndarray":[]}}', True),
    ("ndarray with one empty row", '{"data":{"ndarray":[[]]}}', True),
    ("ndarray ragged", '{"data":{"ndarray":[[1,2],[3]]}}', False),
    ("ndarray ragged in depth", '{"data":{"ndarray":[[1,2],3]}}', False),
    ("ndarray with null", '{"data":{"ndarray":[[1,null]]}}', True),
    ("ndarray with null and string", '{"data":{"ndarray":[["oak",null]]}}', True),
    ("ndarray of integers above 2^53", '{"data":{"ndarray":[[9007199254740993,-9007199254740995]]}}', True),
    ("ndarray of integers above 2^63", '{"data":{"ndarray":[[9223372036854775808,18446744073709551615]]}}', True),
    ("ndarray mixing 2^63 and small", '{"data":{"ndarray":[[9223372036854775808,-1]]}}', True),
    ("ndarray of integers above 2^64", '{"data":{"ndarray":[[18446744073709551616,1]]}}', True),
    ("ndarray with NaN", '{"data":{"ndarray":[[NaN,1]]}}', False),
    ("ndarray with infinities", '{"data":{"ndarray":[[Infinity,-Infinity]]}}', False),
    ("ndarray with overflow to infinity", '{"data":{"ndarray":[[1e400,-1e400]]}}', False),
    ("ndarray of number spellings", '{"data":{"ndarray":[1E5,1e+2,-0,-0.0,0.10,1e16,1e15,123456789012345678,1e-5,0.0001]}}', False),
    ("ndarray of ints and minus zero", '{"data":{"ndarray":[-0,5]}}', False),
    ("ndarray of escaped and raw unicode", '{"data":{"ndarray":[["\\u00e9t\\u00e9","\u00e9t\u00e9 \u2603"]]}}', True),
    ("ndarray of objects", '{"data":{"ndarray":[{"b":1,"a":2}]}}', True),
    ("ndarray that is a number", '{"data":{"ndarray":7}}', True),
    ("ndarray that is a string", '{"data":{"ndarray":"oak"}}', True),
    ("ndarray that is an object", '{"data":{"ndarray":{"a":1}}}', False),
    ("ndarray null", '{"data":{"ndarray":null}}', True),
    ("ndarray with names", '{"data":{"names":["wind","rain"],"ndarray":[[1,2]]}}', True),
    ("fewer names than columns", '{"data":{"names":["wind"],"ndarray":[[1,2]]}}', True),
    ("names empty", '{"data":{"names":[],"ndarray":[[1,2]]}}', True),
    ("names null", '{"data":{"names":null,"ndarray":[[1,2]]}}', True),
    ("names a string", '{"data":{"names":"ab","ndarray":[[1,2]]}}', True),
    ("names of numbers", '{"data":{"names":[1,2],"ndarray":[[1,2]]}}', True),
    ("tensor of ints", '{"data":{"tensor":{"shape":[2,2],"values":[1,2,3,4]}}}', True),
    ("tensor of floats", '{"data":{"tensor":{"shape":[1,3],"values":[0.5,1.0,2]}}}', True),
    ("tensor 1-D", '{"data":{"tensor":{"shape":[3],"values":[0.5,1.5,2.5]}}}', True),
    ("tensor 3-D with names", '{"data":{"names":["a","b"],"tensor":{"shape":[1,2,2],"values":[1.5,2,3,4]}}}', True),
    ("tensor empty", '{"data":{"tensor":{"shape":[0],"values":[]}}}', True),
    ("tensor empty with columns", '{"data":{"tensor":{"shape":[0,4],"values":[]}}}', True),
    ("tensor with inferred dimension", '{"data":{"tensor":{"shape":[-1,2],"values":[1,2,3,4]}}}', True),
    ("tensor with scalar shape", '{"data":{"tensor":{"shape":[],"values":[4]}}}', True),
    ("tensor of wrong size", '{"data":{"tensor":{"shape":[2,2],"values":[1,2,3]}}}', False),
    ("tensor without shape", '{"data":{"tensor":{"values":[1,2]}}}', False),
    ("tensor without values", '{"data":{"tensor":{"shape":[1]}}}', False),
    ("tensor with nested values", '{"data":{"tensor":{"shape":[4],"values":[[1,2],[3,4]]}}}', True),
    ("tensor with float shape", '{"data":{"tensor":{"shape":[1.0,2.0],"values":[1,2]}}}', False),
    ("tensor with text shape", '{"data":{"tensor":{"shape":["1","2"],"values":[1,2]}}}', False),
    ("tensor with integer shape", '{"data":{"tensor":{"shape":2,"values":[1,2]}}}', True),
    ("tensor of strings", '{"data":{"tensor":{"shape":[1,2],"values":["oak","ash"]}}}', True),
    ("tensor of bools", '{"data":{"tensor":{"shape":[1,2],"values":[true,false]}}}', False),
    ("tensor with null value", '{"data":{"tensor":{"shape":[2],"values":[1,null]}}}', False),
    ("tensor with NaN", '{"data":{"tensor":{"shape":[1],"values":[NaN]}}}', False),
    ("tensor null", '{"data":{"tensor":null}}', False),
    ("tensor of integers above 2^53", '{"data":{"tensor":{"shape":[1],"values":[9007199254740993]}}}', False),
    ("tensor and ndarray together", '{"data":{"ndarray":[[9]],"tensor":{"shape":[1],"values":[1]}}}', True),
    ("data with names only", '{"data":{"names":["a"]}}', True),
    ("data empty object", '{"data":{}}', True),
    ("data null", '{"data":null}', False),
    ("data empty list", '{"data":[]}', True),
    ("data list", '{"data":[[1,2]]}', True),
    ("data string", '{"data":"oak"}', True),
    ("data number", '{"data":5}', False),
    ("binData", '{"binData":"AQID/w=="}', True),
    ("binData empty", '{"binData":""}', True),
    ("binData without padding", '{"binData":"AQI"}', False),
    ("binData with spaces and line ends", '{"binData":"AQ ID\\n/w=="}', True),
    ("binData in the url-safe alphabet", '{"binData":"-_-_AAAA"}', True),
    ("binData not ASCII", '{"binData":"\u00e9\u00e9\u00e9\u00e9"}', False),
    ("binData null", '{"binData":null}', False),
    ("binData number", '{"binData":12}', False),
    ("strData", '{"strData":"hello"}', True),
    ("strData empty", '{"strData":""}', True),
    ("strData unicode", '{"strData":"\u00fcber \u2603 \\ud83d\\ude00 <&> \\u0000\\t\\/"}', True),
    ("strData lone surrogate", '{"strData":"\\ud800"}', False),
    ("strData number", '{"strData":5}', True),
    ("strData list", '{"strData":[1,2]}', True),
    ("strData null", '{"strData":null}', True),
    ("jsonData object", '{"jsonData":{"z":1,"a":{"y":[1,2.0,"t",null,true]},"B":0}}', True),
    ("jsonData empty object", '{"jsonData":{}}', True),
    ("jsonData array of numbers", '{"jsonData":[1,2,3]}', True),
    ("jsonData array mixed", '{"jsonData":[1,"two",{"three":3}]}', True),
    ("jsonData array ragged", '{"jsonData":[[1],[2,3]]}', False),
    ("jsonData empty array", '{"jsonData":[]}', False),
    ("jsonData string", '{"jsonData":"text"}', True),
    ("jsonData number", '{"jsonData":3.25}', True),
    ("jsonData bool", '{"jsonData":false}', False),
    ("jsonData null", '{"jsonData":null}', False),
    ("jsonData big and small numbers", '{"jsonData":{"big":123456789012345678901234567890,"small":1e-320,"f":1.0,"e":1E3,"nan":NaN}}', False),
    ("jsonData number-like keys", '{"jsonData":{"10":1,"9":2,"\u00e9":3,"e":4}}', False),
    ("data before strData", '{"strData":"text","data":{"ndarray":[[1]]}}', True),
    ("data before jsonData", '{"jsonData":{"a":1},"data":{"tensor":{"shape":[1],"values":[2]}}}', True),
    ("jsonData before strData and binData", '{"binData":"AQ==","strData":"text","jsonData":{"a":1}}', True),
    ("strData before binData", '{"binData":"AQ==","strData":"text"}', True),
    ("jsonData null before strData", '{"jsonData":null,"strData":"text"}', True),
    ("customData only", '{"customData":{"@type":"x","value":1}}', False),
    ("repeated key: last one counts", '{"strData":"one","strData":"two"}', True),
]

META = [
    ("meta puid", '{"strData":"x","meta":{"puid":"abc-123"}}'),
    ("meta puid empty", '{"strData":"x","meta":{"puid":""}}'),
    ("meta puid number", '{"strData":"x","meta":{"puid":17}}'),
    ("meta tags of all JSON types", '{"strData":"x","meta":{"tags":{"s":"v","n":1,"f":1.0,"b":true,"z":null,"l":[1,"a"],"o":{"k":2}}}}'),
    ("meta tags empty", '{"strData":"x","meta":{"tags":{}}}'),
    ("meta tags null", '{"strData":"x","meta":{"tags":null}}'),
    ("meta tags list", '{"strData":"x","meta":{"tags":["a"]}}'),
    ("meta routing", '{"strData":"x","meta":{"routing":{"ab":1}}}'),
    ("meta requestPath of another node", '{"strData":"x","meta":{"requestPath":{"earlier":"other:1"}}}'),
    ("meta requestPath naming this node", '{"strData":"x","meta":{"requestPath":{"unit":"spoof:9"}}}'),
    ("meta requestPath null", '{"strData":"x","meta":{"requestPath":null}}'),
    ("meta metrics", '{"strData":"x","meta":{"metrics":[{"key":"k","type":"COUNTER","value":1},{"key":"t","type":"TIMER","value":2.5,"tags":{"a":"b"}}]}}'),
    ("meta metrics invalid are passed on", '{"strData":"x","meta":{"metrics":[{"nonsense":true}]}}'),
    ("meta everything", '{"data":{"names":["a"],"ndarray":[[1]]},"meta":{"puid":"p","tags":{"t":1},"routing":{"r":2},"requestPath":{"e":"i:1"},"metrics":[{"key":"k","type":"GAUGE","value":3}],"unknown":5}}'),
    ("meta empty", '{"strData":"x","meta":{}}'),
    ("meta null", '{"strData":"x","meta":null}'),
    ("meta string", '{"strData":"x","meta":"text"}'),
    ("status and unknown keys are dropped", '{"strData":"x","status":{"code":200},"other":1}'),
]

# ---------------------------------------------------------------- HTTP level, sent to Echo
utf16 = '{"strData":"x"}'.encode("utf-16")
HTTP = [
    # paths
    req("POST /api/v1.0/predictions", ONE, "/api/v1.0/predictions"),
    req("POST /api/v0.1/predictions", ONE, "/api/v0.1/predictions"),
    get("GET /predict with query json", "/predict?json=%7B%22data%22%3A%7B%22ndarray%22%3A%5B%5B1%5D%5D%7D%7D"),
    get("GET /predict without anything", "/predict"),
    req("GET /predict with a JSON body", ONE, method="GET", headers=JSON),
    req("query json before body", '{"strData":"body"}', "/predict?json=%7B%22strData%22%3A%22query%22%7D"),
    req("empty query json falls to body", '{"strData":"body"}', "/predict?json="),
    req("other query arguments are ignored", ONE, "/predict?x=1&y"),
    req("query json with plus as space", None, "/predict?json=%7B%22strData%22:%22a+b%22%7D"),
    # forms
    req("form json", "json=%7B%22data%22%3A%7B%22ndarray%22%3A%5B%5B1.5%2C2%5D%5D%7D%7D", headers=FORM),
    req("form json on predictions", "json=%7B%22strData%22%3A%22a%22%7D", "/api/v1.0/predictions", headers=FORM),
    req("form json on v0.1 predictions", "json=%7B%22strData%22%3A%22a%22%7D", "/api/v0.1/predictions", headers=FORM),
    req("form json with charset", "json=%7B%22strData%22%3A%22%C3%A9%22%7D", headers={"content-type": "application/x-www-form-urlencoded; charset=utf-8"}),
    req("form json before query json", "json=%7B%22strData%22%3A%22form%22%7D", "/predict?json=%7B%22strData%22%3A%22query%22%7D", headers=FORM),
    req("form json with other fields", "a=1&json=%7B%22strData%22%3A%22a%22%7D&isDefault=false", headers=FORM),
    req("form json twice: first counts", "json=%7B%22strData%22%3A%221%22%7D&json=%7B%22strData%22%3A%222%22%7D", headers=FORM),
    req("form without json", "strData=a", headers=FORM),
    req("form json empty", "json=", headers=FORM),
    req("form json bad text", "json=%7Boops", headers=FORM),
    req("form json bad text, plain word", "json=oops", headers=FORM),
    req("form json null", "json=null", headers=FORM),
    req("form json array", "json=%5B1%5D", headers=FORM),
    req("query json bad text", None, "/predict?json=%7B%22a%22", "GET"),
    req("query json trailing text", None, "/predict?json=%7B%7D%20x", "GET"),
    req("query json string", None, "/predict?json=%22x%22", "GET"),
    # multipart
    multipart("multipart strData", part("strData", "hello")),
    multipart("multipart strData that looks like JSON", part("strData", '{"a":1}')),
    multipart("multipart strData unicode and line ends", part("strData", "\u00e9\r\nsecond")),
    multipart("multipart strData and meta", part("strData", "hello"), part("meta", '{"tags":{"a":1},"puid":"p1"}')),
    multipart("multipart meta and binData file", part("meta", '{"puid":"p2"}'), part("binData", b"\x00\x01\xfe\xff", "b.bin", "application/octet-stream")),
    multipart("multipart binData empty file", part("binData", b"", "b.bin", "application/octet-stream")),
    multipart("multipart strData file", part("strData", "from file \u00e9", "t.txt", "text/plain")),
    multipart("multipart strData file not UTF-8", part("strData", b"\xff\xfe", "t.txt", "text/plain")),
    multipart("multipart data field", part("data", '{"names":["a"],"ndarray":[[1,2.5]]}')),
    multipart("multipart data as tensor", part("data", '{"tensor":{"shape":[1,1],"values":[1]}}', None, "application/json")),
    multipart("multipart jsonData field", part("jsonData", '{"a":[1]}')),
    multipart("multipart jsonData as file is text", part("jsonData", '{"a":[1]}', "j.json", "application/json")),
    multipart("multipart data as file is text", part("data", '{"ndarray":[[1]]}', "d.json", "application/json")),
    multipart("multipart binData as text field", part("binData", "AQI=")),
    multipart("multipart bad JSON field", part("data", "{oops")),
    multipart("multipart json field is only a field", part("json", '{"strData":"x"}')),
    multipart("multipart no parts"),
    multipart("multipart on predictions", part("strData", "hello"), path="/api/v1.0/predictions"),
    multipart("multipart on v0.1 predictions", part("strData", "hello"), path="/api/v0.1/predictions"),
    multipart("multipart query json is ignored", part("strData", "form"), path="/predict?json=%7B%22strData%22%3A%22query%22%7D"),
    multipart("multipart repeated field: first counts", part("strData", "one"), part("strData", "two")),
    multipart("multipart unfinished", part("strData", "hello"), end=False),
    req("multipart without boundary", part("strData", "hello"), headers={"content-type": "multipart/form-data"}),
    # content types and bodies
    req("content type with charset", ONE, headers={"content-type": "application/json; charset=utf-8"}),
    req("content type in capitals", ONE, headers={"content-type": "Application/JSON"}),
    req("content type +json", ONE, headers={"content-type": "application/vnd.example+json"}),
    req("content type text/json", ONE, headers={"content-type": "text/json"}),
    req("content type text/plain", ONE, headers={"content-type": "text/plain"}),
    req("content type octet-stream", ONE, headers={"content-type": "application/octet-stream"}),
    req("content type form with a JSON body", ONE, headers=FORM),
    req("no content type", ONE, headers={}),
    req("no content type and no body", None, headers={}),
    req("empty body", "", headers=JSON),
    req("blank body", "  \n", headers=JSON),
    req("truncated JSON", '{"data":{"ndarray":[[1,2]', headers=JSON),
    req("trailing text after JSON", ONE + " x", headers=JSON),
    req("trailing comma", '{"strData":"x",}', headers=JSON),
    req("single quotes", "{'strData':'x'}", headers=JSON),
    req("raw line end inside a string", '{"strData":"a\nb"}', headers=JSON),
    req("JSON with white space around", "\n " + ONE + "\n", headers=JSON),
    req("JSON null", "null", headers=JSON),
    req("JSON array", "[1,2]", headers=JSON),
    req("JSON array of messages", "[" + ONE + "]", headers=JSON),
    req("JSON string", '"text"', headers=JSON),
    req("JSON number", "12.0", headers=JSON),
    req("JSON true", "true", headers=JSON),
    req("JSON false", "false", headers=JSON),
    req("JSON empty object", "{}", headers=JSON),
    req("no known key", '{"ndarray":[[1]],"f":1.0,"t":true,"z":null,"s":"it\'s"}', headers=JSON),
    req("TensorFlow body", '{"instances":[[1,2]]}', headers=JSON),
    req("UTF-8 byte order mark", b"\xef\xbb\xbf" + b'{"strData":"x"}', headers=JSON),
    req("UTF-16 body", utf16, headers=JSON),
    req("bytes that are not UTF-8", b'{"strData":"\xe9"}', headers=JSON),
    req("gzip body", gzip.compress(ONE.encode(), mtime=0), headers={"content-type": "application/json", "content-encoding": "gzip"}),
    # methods and paths
    get("unknown path GET", "/nowhere"),
    req("unknown path POST", ONE, "/nowhere"),
    get("root", "/"),
    get("GET /api/v1.0/predictions", "/api/v1.0/predictions"),
    get("GET /api/v0.1/predictions", "/api/v0.1/predictions"),
    get("GET /api/v1.0/feedback", "/api/v1.0/feedback"),
    req("PUT /predict", ONE, method="PUT"),
    req("DELETE /predict", None, method="DELETE"),
    req("POST /health/ping", None, "/health/ping", headers={}),
    req("POST /metadata", None, "/metadata", headers={}),
    req("POST /combine does not exist", "[" + ONE + "]", "/combine"),
    get("trailing slash GET", "/predict/"),
    req("trailing slash POST", ONE, "/predict/"),
    req("double slash POST", ONE, "//predict"),
    req("path in capitals", ONE, "/Predict"),
    get("v0.1 health status does not exist", "/api/v0.1/health/status"),
    get("v0.1 metadata does not exist", "/api/v0.1/metadata"),
    req("OPTIONS /predict", None, method="OPTIONS"),
    req("OPTIONS /api/v1.0/predictions from an origin", None, "/api/v1.0/predictions", "OPTIONS", {"origin": "http://client.example", "access-control-request-method": "POST", "access-control-request-headers": "content-type"}),
    req("POST from an origin", ONE, headers={"content-type": "application/json", "origin": "http://client.example"}),
    req("HEAD /health/ping", None, "/health/ping", "HEAD"),
    get("health ping", "/health/ping"),
    get("health status", "/health/status"),
    get("health status v1.0", "/api/v1.0/health/status"),
    get("metadata", "/metadata"),
    get("metadata v1.0", "/api/v1.0/metadata"),
    get("seldon.json", "/seldon.json"),
    req("route is not there", ONE, "/route"),
    req("aggregate is not there", "[" + ONE + "]", "/aggregate"),
    req("transform-input passes through", ONE, "/transform-input"),
    req("transform-output passes through", ONE, "/transform-output"),
]

case("Echo", "Echo", [req(n, b) for n, b, _ in PAYLOADS])
case("Describe", "Describe", [req(n, b) for n, b, both in PAYLOADS if both] + [req(n, b) for n, b in META[3:14:3]])
case("Echo.meta", "Echo", [req(n, b) for n, b in META])
case("Echo.http", "Echo", HTTP)
case("Echo.no-unit", "Echo", [req(*META[0]), req(*META[8]), req("no meta", ONE), get("metadata", "/metadata")], env={})
case("Echo.unit-without-image", "Echo", [req("no meta", ONE), get("metadata", "/metadata")], env={"PREDICTIVE_UNIT_ID": "unit"})

# ---------------------------------------------------------------- return values
NDARRAY_KINDS = """float-2d float-1d float-3d float-0d int-2d int-1d float32 float16 uint8 int64-big uint64-max float-formats
not-finite complex empty-0x3 empty-2x0 fortran-order list-2d-mixed-numbers list-int list-empty list-of-empty list-ragged
list-of-arrays list-strings list-strings-2d list-bools list-bool-and-int list-strings-and-numbers list-with-none list-of-dicts
array-strings array-bools array-objects str str-unicode str-empty bytes bytearray bytes-empty dict dict-empty dict-int-keys
dict-mixed-keys dict-numpy-float dict-numpy-int dict-numpy-array dict-bytes dict-not-finite dict-tuple none tuple int float bool set range
numpy-float numpy-int numpy-str""".split()
TENSOR_KINDS = """float-2d float-1d float-3d float-0d int-2d float32 not-finite empty-0x3 fortran-order list-2d-mixed-numbers list-int
list-empty list-of-empty list-strings list-bools list-with-none str""".split()
TEXT_KINDS = "float-2d float-1d float-0d int-2d list-2d-mixed-numbers list-empty list-strings-2d list-bools array-objects bytes dict none".split()
case(
    "Returns",
    "Returns",
    [req("%s for an ndarray request" % k, {"data": {"names": [k], "ndarray": [[1]]}}) for k in NDARRAY_KINDS]
    + [req("%s for a tensor request" % k, {"data": {"names": [k], "tensor": {"shape": [1, 1], "values": [1]}}}) for k in TENSOR_KINDS]
    + [req("%s for a strData request" % k, {"strData": k}) for k in TEXT_KINDS]
    + [req("%s for a jsonData request" % k, {"jsonData": k}) for k in ("int-2d", "list-strings")]
    + [req("%s for a names-only request" % k, {"data": {"names": [k]}}) for k in ("int-2d", "float-1d")],
)

# ---------------------------------------------------------------- names
WIDE = '{"data":{"names":["p","q","r"],"ndarray":[[1,2,3]]}}'
TWO = '{"data":{"names":["p","q"],"ndarray":[[0.5,1]]}}'
FLAT = '{"data":{"ndarray":[1,2]}}'
case(
    "ClassNames",
    "ClassNames",
    [
        req("2-D", TWO),
        req("2-D tensor", '{"data":{"tensor":{"shape":[1,2],"values":[1,2]}}}'),
        req("more columns than names", WIDE),
        req("1-D", FLAT),
        req("3-D", '{"data":{"ndarray":[[[1],[2]]]}}'),
        req("strings 2-D", '{"data":{"ndarray":[["a","b"]]}}'),
        req("transform-input uses class names too", TWO, "/transform-input"),
        req("transform-output uses class names too", TWO, "/transform-output"),
        req("feedback without data", '{"reward":1}', "/send-feedback"),
    ],
)
case("ClassNamesList", "ClassNamesList", [req("2-D", TWO), req("1-D", FLAT), req("more columns than names", WIDE)])
case("ClassNamesRaises", "ClassNamesRaises", [req("2-D", TWO), req("1-D does not ask", FLAT)])

# ---------------------------------------------------------------- tags, metrics, SeldonResponse
TAGGED = '{"data":{"ndarray":[[1]]},"meta":{"puid":"p","tags":{"origin":"request","kept":1}}}'
METRIC = '{"data":{"ndarray":[[1]]},"meta":{"metrics":[{"key":"before","type":"GAUGE","value":9}]}}'
CHILDREN = (
    '[{"data":{"names":["a"],"ndarray":[[1]]},"meta":{"puid":"p0","tags":{"x":0,"only0":true},"requestPath":{"c0":"i:0","both":"i:0"},"metrics":[{"key":"m0","type":"GAUGE","value":0}]}},'
    '{"data":{"names":["b"],"ndarray":[[3]]},"meta":{"puid":"p1","tags":{"x":1},"requestPath":{"c1":"i:1","both":"i:1"},"metrics":[{"key":"m1","type":"GAUGE","value":1}]}}]'
)
FEEDBACK = '{"request":{"data":{"names":["f"],"ndarray":[[1,2]]},"meta":{"puid":"fp","tags":{"t":1}}},"response":{"data":{"ndarray":[[0.5]]},"meta":{"routing":{"unit":1,"other":2}}},"reward":0.1,"truth":{"data":{"ndarray":[[1]]}}}'


def every_method(body=ONE, feedback='{"reward":1}', children=None):
    return [
        req("predict", body),
        req("transform-input", body, "/transform-input"),
        req("transform-output", body, "/transform-output"),
        req("route", body, "/route"),
        req("aggregate", children or "[" + body + "]", "/aggregate"),
        req("send-feedback", feedback, "/send-feedback"),
        get("health status", "/health/status"),
    ]


case("Tagged", "Tagged", every_method() + [req(p["name"] + " with request tags", p["body"], p["path"]) for p in every_method(TAGGED, FEEDBACK, CHILDREN)[:6]])
case("Metered", "Metered", every_method() + [req(p["name"] + " with request metrics", p["body"], p["path"]) for p in every_method(METRIC, FEEDBACK, CHILDREN)[:6]])
case("Metered.tagged", "Metered", every_method(), parameters=[param("kind", "tagged", "STRING")])
case("Metered.hidden", "Metered", every_method() + [req("request metrics stay", METRIC)], env={"PREDICTIVE_UNIT_ID": "unit", "INCLUDE_METRICS_IN_CLIENT_RESPONSE": "false"})
for kind in "empty bad-type missing-type missing-key missing-value text-value bool-value number-tag not-a-list none second-bad".split():
    case(
        "Metered." + kind,
        "Metered",
        [req("predict", '{"strData":"x"}')] + ([get("health status", "/health/status"), req("route", ONE, "/route")] if kind == "bad-type" else []),
        parameters=[param("kind", kind, "STRING")],
    )
case(
    "RuntimeExtras",
    "RuntimeExtras",
    every_method('{"data":{"ndarray":[[1]]}}', FEEDBACK, CHILDREN)[:6]
    + [req(k, {"data": {"names": [k], "ndarray": [[1]]}, "meta": {"tags": {"who": "request"}}}) for k in ("all", "data-only", "text", "none", "bad-metric")],
)
case("RuntimeOnly", "RuntimeOnly", [req("predict", ONE), req("predict with request tags", TAGGED)])
case("RuntimeOnly.hidden", "RuntimeOnly", [req("predict", ONE), req("predict with request metrics", METRIC)], env={"INCLUDE_METRICS_IN_CLIENT_RESPONSE": "False"})

# ---------------------------------------------------------------- raw methods


def raw(name, **fields):
    return req(name, {"jsonData": fields})


MEASURES = [{"key": "a", "type": "COUNTER", "value": 1}, {"key": "b", "type": "GAUGE", "value": 2, "tags": {"x": "y"}}]
case(
    "Raw",
    "Raw",
    [
        req("echo of the message", '{"strData":"x","meta":{"puid":"p","tags":{"a":1}},"unknown":[1.0]}'),
        req("a list is not checked", "[1,2]"),
        req("an empty object is not checked", "{}"),
        req("null is still refused", "null"),
        multipart("multipart message", part("strData", "x"), part("meta", '{"puid":"p"}')),
        multipart("multipart binData arrives as bytes", part("binData", b"abc", "b.bin")),
        raw("message", kind="message"),
        raw("fall through to predict", kind="fall-through"),
        raw("microservice exception", kind="microservice-exception"),
        raw("plain exception", kind="plain-exception"),
        raw("status code 400", kind="status", code=400),
        raw("status code 200", kind="status", code=200),
        raw("status code 503", kind="status", code=503),
        raw("status code 418", kind="status", code=418),
        raw("status code 299", kind="status", code=299),
        raw("status code 599", kind="status", code=599),
        raw("status code as text", kind="status", code="400"),
        raw("status code null", kind="status", code=None),
        raw("status code float", kind="status", code=400.0),
        raw("status without code", kind="status-without-code"),
        raw("status null", kind="status-value", status=None),
        raw("status text", kind="status-value", status="SUCCESS"),
        raw("status text holding the word code", kind="status-value", status="no code here"),
        raw("status list", kind="status-value", status=[1]),
        raw("returns a list", kind="value", value=[1, {"b": 2, "a": 1}]),
        raw("returns a string", kind="value", value="text"),
        raw("returns a number", kind="value", value=1.5),
        raw("returns None", kind="value", value=None),
        raw("returns an empty dict", kind="value", value={}),
        raw("returns meta None", kind="value", value={"strData": "x", "meta": None}),
        raw("returns bytes", kind="bytes"),
        raw("metrics", kind="metrics", metrics=MEASURES),
        raw("metrics without key", kind="metrics", metrics=[{"type": "GAUGE", "value": 1}]),
        raw("metrics of unknown type", kind="metrics", metrics=[{"key": "a", "type": "ODD", "value": 1}]),
        raw("metrics null", kind="metrics", metrics=None),
        req("on predictions", '{"jsonData":{"kind":"status","code":404}}', "/api/v1.0/predictions"),
    ],
)
case("Raw.hidden", "Raw", [raw("metrics", kind="metrics", metrics=MEASURES), raw("no metrics", kind="message")], env={"INCLUDE_METRICS_IN_CLIENT_RESPONSE": "false"})
case("RawAll", "RawAll", every_method(TAGGED, "{}", CHILDREN) + [req("aggregate of an object", '{"any":1}', "/aggregate"), req("aggregate of an empty list", "[]", "/aggregate")])
case("RawDeclines", "RawDeclines", every_method())
case("LegacyRest", "LegacyRest", every_method(TAGGED)[:5])
case(
    "Passthrough",
    "Passthrough",
    [
        req("bytes of any kind", b"\x00\x01\xff not json", headers={"content-type": "application/octet-stream"}),
        req("no content type", "abc", headers={}),
        req("JSON is not decoded", '{"a":1}'),
        req("empty body", None, headers={}),
        req("query json as text", None, "/predict?json=abc", "GET"),
        req("form json as text", "json=abc", headers=FORM),
        req("form without json: body was consumed", "a=b", headers=FORM),
        multipart("multipart is decoded", part("strData", "x")),
        req("on predictions", "xyz", "/api/v1.0/predictions", headers={}),
        req("other methods still decode", ONE, "/transform-input"),
    ],
    env={"PREDICTIVE_UNIT_ID": "unit", "PAYLOAD_PASSTHROUGH": "True"},
)

# ---------------------------------------------------------------- errors
ERROR_KINDS = """microservice microservice-code microservice-reason microservice-payload microservice-not-text not-implemented
python-not-implemented value-error key-error empty two-arguments assertion custom http type-error os-error""".split()
case(
    "Raises",
    "Raises",
    [req("predict: " + k, {"strData": k}) for k in ERROR_KINDS]
    + [req("transform-input: " + k, {"strData": k}, "/transform-input") for k in ("microservice-code", "not-implemented", "value-error")]
    + [req("transform-output: " + k, {"strData": k}, "/transform-output") for k in ("microservice-code", "not-implemented", "value-error")]
    + [req("route: " + k, {"strData": k}, "/route") for k in ("microservice-code", "not-implemented", "value-error")]
    + [req("aggregate: " + k, [{"strData": k}], "/aggregate") for k in ("microservice-code", "not-implemented", "value-error")]
    + [req("send-feedback: " + k, {"request": {"data": {"names": [k]}}}, "/send-feedback") for k in ("microservice-code", "not-implemented", "value-error")]
    + [get("health status", "/health/status")],
)
for where in ("tags", "metrics", "class_names", "not-implemented"):
    case("RaisesInHooks." + where, "RaisesInHooks", [req("predict", ONE), get("health status", "/health/status")], parameters=[param("where", where, "STRING")])
case("ErrorHandler", "ErrorHandler", [req("handled by the user", '{"strData":"no thanks"}'), req("not handled by the user", ONE)])

# ---------------------------------------------------------------- calling conventions
case("NoMeta", "NoMeta", [req("predict", ONE), req("predict again: ran once per request", ONE), req("transform-input", ONE, "/transform-input"), req("transform-output", ONE, "/transform-output"), req("route", ONE, "/route")], ordered=True)
case(
    "RunsTwice",
    "RunsTwice",
    [req("no error", '{"strData":"calm"}'), req("TypeError on the first call, meta sent", '{"strData":"boom","meta":{"tags":{}}}'), req("TypeError on both calls", '{"strData":"always"}'), req("count afterwards", '{"strData":"calm"}')],
    ordered=True,
)
case("KeywordMeta", "KeywordMeta", [req("no meta", ONE), req("meta", TAGGED)])
case("Loader", "Loader", [req("loaded before the first request", ONE), req("and only once", ONE)], ordered=True)
case("Counter", "Counter", [req("first", ONE), req("second", ONE), req("feedback 5", '{"reward":5}', "/send-feedback"), get("health status", "/health/status"), req("fourth", '{"strData":"x"}'), req("a failing request does not count", "{}"), req("fifth", ONE)], ordered=True)
case(
    "Params",
    "Params",
    [req("predict", ONE)],
    parameters=[param("int_param", "42", "INT"), param("float_param", "2.5", "FLOAT"), param("double_param", "1e-3", "DOUBLE"), param("string_param", "two words", "STRING"), param("bool_param", "true", "BOOL")],
)
case("Params.defaults", "Params", [req("predict", ONE)])
case(
    "Params.odd-spellings",
    "Params",
    [req("predict", ONE)],
    parameters=[param("int_param", " -1_000 ", "INT"), param("float_param", "inf", "FLOAT"), param("double_param", " 7 ", "DOUBLE"), param("string_param", "", "STRING"), param("bool_param", "YES", "BOOL")],
)
case("Params.bool-off", "Params", [req("predict", ONE)], parameters=[param("bool_param", "Off", "BOOL"), param("string_param", "true", "STRING"), param("int_param", "007", "INT")])
case("Params.bool-one", "Params", [req("predict", ONE)], parameters=[param("bool_param", "1", "BOOL"), param("float_param", "3", "FLOAT")])
case("Bare", "Bare", every_method(TAGGED, FEEDBACK, CHILDREN) + [req("predict for a tensor request", '{"data":{"tensor":{"shape":[1],"values":[1]}}}'), req("predict for a strData request", '{"strData":"x"}'), req("transform-input of a string", '{"strData":"x"}', "/transform-input"), get("metadata", "/metadata")])
case("Inherits", "Inherits", every_method(TAGGED, FEEDBACK, CHILDREN) + [get("metadata", "/metadata")])

# ---------------------------------------------------------------- transformer, router, combiner
case(
    "Scaler",
    "Scaler",
    [
        req("transform-input ndarray", TWO, "/transform-input"),
        req("transform-input tensor", '{"data":{"names":["a","b"],"tensor":{"shape":[1,2],"values":[1,2]}}}', "/transform-input"),
        req("transform-input jsonData list", '{"jsonData":[1,2.5]}', "/transform-input"),
        req("transform-input 1-D", FLAT, "/transform-input"),
        req("transform-input with meta", '{"data":{"ndarray":[[1]]},"meta":{"puid":"p","tags":{"a":"b"},"routing":{"r":1},"requestPath":{"e":"i:1"}}}', "/transform-input"),
        req("transform-input strings", '{"data":{"ndarray":[["a"]]}}', "/transform-input"),
        req("transform-output ndarray", TWO, "/transform-output"),
        req("transform-output int becomes float", ONE, "/transform-output"),
        req("transform-output tensor", '{"data":{"tensor":{"shape":[2,1],"values":[1,2]}}}', "/transform-output"),
        req("predict is missing", ONE),
        get("transform-input by query json", "/transform-input?json=%7B%22data%22%3A%7B%22ndarray%22%3A%5B%5B3%5D%5D%7D%7D"),
        req("transform-output by form json", "json=%7B%22data%22%3A%7B%22ndarray%22%3A%5B%5B3%5D%5D%7D%7D", "/transform-output", headers=FORM),
        req("transform-input without body", None, "/transform-input", headers={}),
        req("transform-output no known key", "{}", "/transform-output"),
        req("PUT transform-input", ONE, "/transform-input", "PUT"),
    ],
    service_type="TRANSFORMER",
)
case(
    "Shout",
    "Shout",
    [
        req("text", '{"strData":"stra\u00dfe"}', "/transform-input"),
        req("bytes", '{"binData":"AQID"}', "/transform-input"),
        req("object", '{"jsonData":{"a":1,"b":[2]}}', "/transform-input"),
        req("array has no upper", ONE, "/transform-input"),
        multipart("text by multipart", part("strData", "abc"), path="/transform-input"),
        req("names and meta given", '{"data":{"names":["a","b"],"ndarray":[[1,2]]},"meta":{"tags":{},"puid":"q"}}', "/transform-output"),
        req("names and meta missing", '{"strData":"x"}', "/transform-output"),
    ],
    service_type="TRANSFORMER",
)
case("Bare.transformer", "Bare", [req("identity with names given", TWO, "/transform-input"), req("identity out with names given", TWO, "/transform-output"), req("identity 1-D", FLAT, "/transform-input"), req("identity text", '{"strData":"x"}', "/transform-input")], service_type="TRANSFORMER")
ROUTES = "zero negative minus-two big list float numpy-int text none bool dict array tuple".split()
case(
    "Router",
    "Router",
    [
        req("ndarray", '{"data":{"ndarray":[[2,1]]}}', "/route"),
        req("tensor request gives a tensor", '{"data":{"tensor":{"shape":[1,1],"values":[1.7]}}}', "/route"),
        req("text request gives a tensor", '{"strData":"abc"}', "/route"),
        req("request meta is dropped except puid", '{"data":{"ndarray":[[1]]},"meta":{"puid":"p","tags":{"a":1},"requestPath":{"e":"i:1"},"routing":{"x":1},"metrics":[{"key":"k","type":"GAUGE","value":1}]}}', "/route"),
        req("empty data", '{"data":{"ndarray":[]}}', "/route"),
        req("no known key", "{}", "/route"),
        get("by query json", "/route?json=%7B%22data%22%3A%7B%22ndarray%22%3A%5B%5B3%5D%5D%7D%7D"),
        req("feedback with own routing", FEEDBACK, "/send-feedback"),
        req("feedback without routing", '{"reward":1}', "/send-feedback"),
        req("predict is missing", ONE),
    ]
    + [req("returns " + k, {"data": {"names": [k], "ndarray": [[1]]}}, "/route") for k in ROUTES],
    service_type="ROUTER",
)
case(
    "Combiner",
    "Combiner",
    [
        req("bare list", CHILDREN, "/aggregate"),
        req("seldonMessages object", '{"seldonMessages":' + CHILDREN + "}", "/aggregate"),
        req("by form json", "json=%5B%7B%22data%22%3A%7B%22ndarray%22%3A%5B%5B1%5D%5D%7D%7D%5D", "/aggregate", headers=FORM),
        get("by query json", "/aggregate?json=%5B%7B%22data%22%3A%7B%22ndarray%22%3A%5B%5B1%5D%5D%7D%7D%5D"),
        req("one child", "[" + ONE + "]", "/aggregate"),
        req("encoding of child 0: tensor", '[{"data":{"tensor":{"shape":[1],"values":[1]}}},{"data":{"ndarray":[3]}}]', "/aggregate"),
        req("encoding of child 0: ndarray", '[{"data":{"ndarray":[3]}},{"data":{"tensor":{"shape":[1],"values":[1]}}}]', "/aggregate"),
        req("text children", '[{"strData":"a"},{"strData":"b"}]', "/aggregate"),
        req("bytes children", '[{"binData":"AQ=="},{"binData":"Ag=="}]', "/aggregate"),
        req("mixed children", '[{"strData":"a"},{"data":{"ndarray":[1]}},{"jsonData":{"a":1}}]', "/aggregate"),
        req("children of different shapes", '[{"data":{"ndarray":[[1,2]]}},{"data":{"ndarray":[[1],[2]]}}]', "/aggregate"),
        req("empty list", "[]", "/aggregate"),
        req("seldonMessages empty", '{"seldonMessages":[]}', "/aggregate"),
        req("seldonMessages not a list", '{"seldonMessages":{}}', "/aggregate"),
        req("other object", ONE, "/aggregate"),
        req("child without data", '[{"strData":"a"},{}]', "/aggregate"),
        req("child not an object", "[[1]]", "/aggregate"),
        req("child null", "[null]", "/aggregate"),
        req("string body", '"abc"', "/aggregate"),
        req("child with meta null", '[{"strData":"a"},{"strData":"b","meta":null}]', "/aggregate"),
        req("child 0 with meta null", '[{"strData":"a","meta":null}]', "/aggregate"),
        req("no body", None, "/aggregate", headers={}),
    ],
    service_type="COMBINER",
)
case("First", "First", [req("bare list", CHILDREN, "/aggregate"), req("names of child 0 are lost", '[{"data":{"names":["a","b"],"ndarray":[[1,2]]}}]', "/aggregate"), req("empty list", "[]", "/aggregate")], service_type="COMBINER")
case("Describe.aggregate", "Describe", [req("arguments", CHILDREN, "/aggregate"), req("arguments of mixed children", '{"seldonMessages":[{"strData":"a"},{"binData":"AQ=="},{"jsonData":[1]},{"data":{"tensor":{"shape":[1],"values":[2]}}}]}', "/aggregate")], service_type="COMBINER")

# ---------------------------------------------------------------- feedback


def feed(name, body, path="/send-feedback"):
    return req(name, body, path)


case(
    "Learner",
    "Learner",
    [
        feed("everything", FEEDBACK),
        feed("v1.0 path", FEEDBACK, "/api/v1.0/feedback"),
        feed("v0.1 path", FEEDBACK, "/api/v0.1/feedback"),
        req("by form json", "json=%7B%22reward%22%3A1%7D", "/send-feedback", headers=FORM),
        get("by query json", "/send-feedback?json=%7B%22reward%22%3A1%7D"),
        feed("reward only", '{"reward":1}'),
        feed("reward negative", '{"reward":-2.5}'),
        feed("reward zero", '{"reward":0}'),
        feed("reward as text", '{"reward":"1.5"}'),
        feed("reward text not a number", '{"reward":"good"}'),
        feed("reward null", '{"reward":null}'),
        feed("reward bool", '{"reward":true}'),
        feed("reward NaN", '{"reward":"NaN"}'),
        feed("reward too large for float32", '{"reward":1e39}'),
        feed("truth only", '{"truth":{"data":{"ndarray":[["yes"]]}}}'),
        feed("tensor request, default answer", '{"request":{"data":{"tensor":{"shape":[1,2],"values":[1,2.5]}}},"reward":1}'),
        feed("routing of another unit", '{"response":{"meta":{"routing":{"other":3}}},"reward":1}'),
        feed("routing zero", '{"response":{"meta":{"routing":{"unit":0}}},"reward":1}'),
        feed("empty object", "{}"),
        feed("unknown field", '{"rewards":1}'),
        feed("unknown field inside", '{"request":{"data":{"array":[1]}}}'),
        feed("unknown field in meta", '{"request":{"meta":{"colour":"red"}}}'),
        feed("list body", "[1]"),
        feed("empty list body", "[]"),
        feed("string body", '"x"'),
        feed("null body", "null"),
        feed("truncated body", '{"reward":'),
        feed("request not an object", '{"request":5}'),
        feed("ndarray not a list", '{"request":{"data":{"ndarray":5}}}'),
        feed("two kinds of data", '{"request":{"strData":"a","jsonData":{}}}'),
        feed("snake case of a camel case field", '{"request":{"str_data":"a"},"reward":1}'),
        feed("binData not base64", '{"request":{"binData":"*"}}'),
        feed("names only in request data", '{"request":{"data":{"names":["nothing"]}},"reward":1}'),
        feed("returns None, tensor request", '{"request":{"data":{"names":["nothing"],"tensor":{"shape":[1],"values":[1]}}},"reward":1}'),
        feed("returns the features, ndarray request", '{"request":{"data":{"names":["features"],"ndarray":[[1,2],[3,4]]}},"reward":1}'),
        feed("returns the features, tensor request", '{"request":{"data":{"names":["features"],"tensor":{"shape":[2,1],"values":[1,2]}}},"reward":1}'),
        feed("returns the features, strings", '{"request":{"data":{"names":["features"],"ndarray":[["a","b"]]}},"reward":1}'),
        feed("returns the truth", '{"request":{"data":{"names":["truth"],"ndarray":[[1]]}},"truth":{"data":{"tensor":{"shape":[1,2],"values":[5,6]}}}}'),
        feed("returns ints, ndarray request", '{"request":{"data":{"names":["ints"],"ndarray":[[1]]}}}'),
        feed("returns ints, tensor request", '{"request":{"data":{"names":["ints"],"tensor":{"shape":[1],"values":[1]}}}}'),
        feed("returns text", '{"request":{"data":{"names":["text"]}}}'),
        feed("returns bytes", '{"request":{"data":{"names":["bytes"]}}}'),
        feed("returns strings", '{"request":{"data":{"names":["strings"],"ndarray":[]}}}'),
        feed("returns a number", '{"request":{"data":{"names":["number"],"ndarray":[]}}}'),
        feed("strData request is not seen", '{"request":{"strData":"a"},"truth":{"strData":"b"},"reward":1}'),
        feed("empty tensor in request", '{"request":{"data":{"tensor":{}}},"reward":1}'),
        feed("tensor of wrong size in request", '{"request":{"data":{"tensor":{"shape":[3],"values":[1,2]}}},"reward":1}'),
        feed("ragged ndarray in request", '{"request":{"data":{"ndarray":[[1],[2,3]]}},"reward":1}'),
        feed("status as name and as number", '{"response":{"status":{"code":1,"status":"FAILURE"}},"request":{"status":{"status":1}},"reward":1}'),
    ],
)
case("Learner.ordered", "Learner", [feed("first", '{"reward":1}'), feed("second", '{"reward":0.5}'), req("count and total", ONE), feed("refused before the user code", '{"rewards":1}'), feed("third", '{"reward":0}'), req("count and total at the end", ONE)], ordered=True)
case("FeedbackRaw", "FeedbackRaw", [feed("a proto comes in", '{"reward":1}'), feed("v1.0 path", '{"reward":1.5}', "/api/v1.0/feedback"), feed("returning a dict fails", '{"reward":2}'), feed("raising", '{"reward":3}'), feed("bad JSON field", '{"x":3}')])
case("FeedbackOldArgument", "FeedbackOldArgument", [feed("no routing keyword", '{"reward":1}')])

# ---------------------------------------------------------------- health and metadata
for kind in "list numbers array text dict bytes none microservice plain not-implemented".split():
    case("Health." + kind, "Health", [get("health status", "/health/status")] + ([get("health status v1.0", "/api/v1.0/health/status"), get("health ping", "/health/ping")] if kind == "text" else []), parameters=[param("kind", kind, "STRING")])
META_PAIRS = [get("metadata", "/metadata")]
for kind in "full partial empty not-a-dict none unknown-key name-not-text versions-not-list custom-not-text bad-datatype strdata-with-schema tensor-extra-schema inputs-object empty-input not-implemented".split():
    case(
        "Meta." + kind,
        "Meta",
        META_PAIRS + ([get("metadata v1.0", "/api/v1.0/metadata")] if kind in ("full", "unknown-key") else []) + ([req("predict still answers", ONE)] if kind == "unknown-key" else []),
        parameters=[param("kind", kind, "STRING")],
    )
case("Meta.env", "Meta", META_PAIRS, env={"MODEL_METADATA": '{"name":"from env","inputs":[{"messagetype":"strData"}]}'})
case("Meta.env-yaml", "Meta", META_PAIRS, env={"PREDICTIVE_UNIT_IMAGE": "local:5000/weather:7", "MODEL_METADATA": "versions: [a, b]\nplatform: yaml\ncustom:\n  k: v\n"}, parameters=[param("kind", "empty", "STRING")])
case("Meta.env-repairs", "Meta", META_PAIRS, env={"MODEL_METADATA": '{"name":"repaired"}'}, parameters=[param("kind", "name-not-text", "STRING")])
case("Meta.env-invalid", "Meta", META_PAIRS, env={"MODEL_METADATA": '{"nickname":"x"}'})
case("Meta.env-not-yaml", "Meta", META_PAIRS, env={"MODEL_METADATA": '{"name": ['})

# ---------------------------------------------------------------- metrics port
SCRAPE = req("scrape", None, "/metrics", "GET", port="metrics")
SCRAPE_ENV = {
    "PREDICTIVE_UNIT_ID": "unit",
    "PREDICTIVE_UNIT_IMAGE": "local:5000/image:0.1",
    "SELDON_DEPLOYMENT_ID": "dep",
    "PREDICTOR_ID": "main",
    "PREDICTOR_LABELS": '{"version":"v7"}',
}
case("Scrape", "Metered", [dict(SCRAPE, name="scrape before anything"), req("predict", ONE), req("predict again", ONE), feed("feedback", '{"reward":1.5}'), feed("feedback of zero", '{"reward":0}'), get("health status", "/health/status"), SCRAPE, req("unknown path", None, "/other", "GET", port="metrics")], env=SCRAPE_ENV, ordered=True)
case("Scrape.tagged", "Metered", [req("predict", ONE), req("route", ONE, "/route"), dict(SCRAPE, path="/prometheus")], env={"PREDICTIVE_UNIT_METRICS_ENDPOINT": "/prometheus"}, parameters=[param("kind", "tagged", "STRING")], ordered=True)
case("Scrape.raw", "Raw", [raw("metrics", kind="metrics", metrics=MEASURES), raw("metrics of unknown type", kind="metrics", metrics=[{"key": "a", "type": "ODD", "value": 1}]), SCRAPE], env=SCRAPE_ENV, ordered=True)
case("Scrape.runtime", "RuntimeExtras", [req("predict", ONE), req("transform-input", ONE, "/transform-input"), SCRAPE], env=SCRAPE_ENV, ordered=True)

# ---------------------------------------------------------------- tftensor
TFTENSOR = '{"data":{"names":["a","b"],"tftensor":{"dtype":"DT_DOUBLE","tensorShape":{"dim":[{"size":"1"},{"size":"2"}]},"doubleVal":[0.5,1.5]}}}'
TF_INT = base64.b64encode(b"\x01\x00\x00\x00\x02\x00\x00\x00").decode()
case("Echo.tftensor-absent", "Echo", [req("tftensor without TensorFlow", TFTENSOR)])
case(
    "Echo.tftensor",
    "Echo",
    [
        req("doubles by value", TFTENSOR),
        req("int32 by content", '{"data":{"tftensor":{"dtype":"DT_INT32","tensorShape":{"dim":[{"size":"2"}]},"tensorContent":"%s"}}}' % TF_INT),
        req("float by value, one value for all", '{"data":{"tftensor":{"dtype":"DT_FLOAT","tensorShape":{"dim":[{"size":2},{"size":2}]},"floatVal":[0.1]}}}'),
        req("int64 by value as text", '{"data":{"tftensor":{"dtype":"DT_INT64","tensorShape":{"dim":[{"size":"1"}]},"int64Val":["9007199254740993"]}}}'),
        req("snake case and numeric dtype", '{"data":{"tftensor":{"dtype":1,"tensor_shape":{"dim":[{"size":1}]},"float_val":[2]}}}'),
        req("strings become an ndarray", '{"data":{"tftensor":{"dtype":"DT_STRING","tensorShape":{"dim":[{"size":"1"}]},"stringVal":["b2Fr"]}}}'),
        req("bools become an ndarray", '{"data":{"tftensor":{"dtype":"DT_BOOL","tensorShape":{"dim":[{"size":"2"}]},"boolVal":[true,false]}}}'),
        req("scalar", '{"data":{"tftensor":{"dtype":"DT_DOUBLE","tensorShape":{},"doubleVal":[3]}}}'),
        req("empty object", '{"data":{"tftensor":{}}}'),
        req("unknown field", '{"data":{"tftensor":{"kind":"DT_FLOAT"}}}'),
        req("wrong size", '{"data":{"tftensor":{"dtype":"DT_INT32","tensorShape":{"dim":[{"size":"3"}]},"tensorContent":"%s"}}}' % TF_INT),
        req("ndarray before tftensor", '{"data":{"ndarray":[[1]],"tftensor":{}}}'),
        req("transform-input", TFTENSOR, "/transform-input"),
    ],
    tensorflow=True,
)
case("Returns.tftensor", "Returns", [req("%s for a tftensor request" % k, {"data": {"names": [k], "tftensor": {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "1"}]}, "floatVal": [1]}}}) for k in "float-2d float-1d int-2d float32 list-int list-2d-mixed-numbers list-strings list-bools empty-0x3 str".split()], tensorflow=True)
case("Router.tftensor", "Router", [req("answers in tftensor", '{"data":{"tftensor":{"dtype":"DT_INT32","tensorShape":{"dim":[{"size":"1"}]},"intVal":[1]}}}', "/route")], service_type="ROUTER", tensorflow=True)

# ---------------------------------------------------------------- starts that fail
P = "PREDICTIVE_UNIT_PARAMETERS"
STARTUP_FAILURES = [
    ("INT that is not a number", "Params", [], {P: json.dumps([param("int_param", "four", "INT")])}),
    ("INT given as a float", "Params", [], {P: json.dumps([param("int_param", "1.0", "INT")])}),
    ("FLOAT that is not a number", "Params", [], {P: json.dumps([param("float_param", "x", "FLOAT")])}),
    ("BOOL that is neither", "Params", [], {P: json.dumps([param("bool_param", "maybe", "BOOL")])}),
    ("unknown parameter type", "Params", [], {P: json.dumps([param("int_param", "1", "LONG")])}),
    ("parameter the constructor does not take", "Params", [], {P: json.dumps([param("colour", "red", "STRING")])}),
    ("parameters that are not JSON", "Params", [], {P: "[oops"}),
    ("module that does not exist", "NoSuchModule", [], {}),
    ("class that does not exist", "Params.NoSuchClass", [], {}),
    ("API type of older releases", "Params", ["REST"], {}),
    ("unknown option", "Params", ["--colour", "red"], {}),
    ("unknown service type", "Params", ["--service-type", "JUDGE"], {}),
    ("init_metadata raises", "Meta", [], {P: json.dumps([param("kind", "raises", "STRING")])}),
    ("MODEL_METADATA is a list", "Meta", [], {"MODEL_METADATA": "[1]"}),
    ("load raises", "LoadRaises", [], {}),
]
