"""Speaks for botocore: one JSON command a line on standard input, one JSON answer a line back.

{"do": "request", service, operation, protocol, seed, edge}
    makes parameters from botocore's own model, serialises them, and answers both.
{"do": "response", service, operation, protocol, status, headers, body}
    parses a response and answers what a caller would get.

Bytes travel in base64, times as milliseconds since the epoch, numbers that JSON lacks as text.
"""

import base64
import datetime
import io
import json
import math
import random
import sys

import botocore.loaders
import botocore.model
import botocore.parsers
import botocore.serialize
from botocore.awsrequest import create_request_object, prepare_request_dict

NAMES = {
    "elasticloadbalancing": "elb",
    "elasticloadbalancingv2": "elbv2",
    "applicationautoscaling": "application-autoscaling",
    "cognitoidentityprovider": "cognito-idp",
    "cognitoidentity": "cognito-identity",
    "cognitosync": "cognito-sync",
    "sfn": "stepfunctions",
    "eventbridge": "events",
    "cloudwatchlogs": "logs",
    "costexplorer": "ce",
    "servicequotas": "service-quotas",
    "ec2instanceconnect": "ec2-instance-connect",
    "serverlessapplicationrepository": "serverlessrepo",
}

EDGE_TEXTS = [
    "", " ", "  spaces around  ", "<&>\"'", "]]>", "a+b c%20d&e=f;g#h?i", "line\nfeed\ttab",
    "carriage\rreturn\r\n", "\u00e4\u20ac", "\u65e5\u672c\u8a9e", "\U0001f600 astral",
    "\u2028\u0085", "null", "0", '{"json":[1,2.5,null]}', "x" * 2000,
]
# Parts of host names, which botocore checks.
HOST_LABELS = ("RequestRoute",)
DEEPEST = 6
MOST_VALUES = 800

loader = botocore.loaders.Loader()
models = {}


def model_of(service):
    if service not in models:
        # One service comes after the other, and their models are large.
        models.clear()
        name = NAMES.get(service, service)
        models[service] = botocore.model.ServiceModel(
            loader.load_service_model(name, "service-2"), name
        )
    return models[service]


class Specimens:
    def __init__(self, seed, edge, texts):
        self.random = random.Random(seed)
        self.edge = edge
        self.texts = texts
        self.values = 0

    def at_edge(self):
        return self.edge and self.random.random() < 0.7

    def structure(self, shape, depth, top=False):
        made = {}
        for name, member in shape.members.items():
            if member.serialization.get("eventpayload") or getattr(member, "is_eventstream", False) or member.serialization.get("streaming"):
                continue
            location = member.serialization.get("location")
            required = name in shape.required_members or location == "uri"
            wanted = required or (
                self.values < MOST_VALUES and (not self.edge or self.random.random() < 0.6)
            )
            if not wanted or (depth > DEEPEST and not required):
                continue
            if member.serialization.get("hostLabel") or name in HOST_LABELS:
                made[name] = "label-1"
                continue
            payload = top and shape.serialization.get("payload") == name
            value = self.value(member, depth + 1, location, payload)
            if value is not None:
                made[name] = value
        return made

    def value(self, shape, depth, location=None, payload=False):
        self.values += 1
        kind = shape.type_name
        if kind == "structure":
            if getattr(shape, "is_document_type", False):
                return {"key": "text", "list": [1, True, None]}
            return None if depth > DEEPEST + 3 else self.structure(shape, depth)
        if kind == "list":
            size = self.random.randint(0 if self.edge else 1, 2)
            made = [self.value(shape.member, depth + 1, location) for _ in range(size)]
            return [each for each in made if each is not None]
        if kind == "map":
            size = self.random.randint(0 if self.edge else 1, 2)
            made = {}
            for number in range(size):
                value = self.value(shape.value, depth + 1, location)
                if value is not None:
                    made["key-%d" % number if location else "k%d%s" % (number, self.text())] = value
            return made
        if kind in ("string", "character"):
            if location in ("header", "headers"):
                return self.random.choice(["header", "a b", "semi;colon=1", "~!@#$%^&*()_+"]) + "1"
            if location == "uri":
                return "p%d%s" % (
                    self.random.randint(0, 999),
                    self.random.choice(["", " +%&?=#;:@", "\u00e4", "a/b"]) if self.edge else "",
                )
            return "payload" + self.text() if payload else self.text()
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind == "integer":
            return self.random.choice([0, -1, 2**31 - 1, -(2**31)]) if self.at_edge() else self.random.randint(0, 99999)
        if kind == "long":
            return self.random.choice([0, -1, 2**63 - 1, -(2**63)]) if self.at_edge() else self.random.randint(0, 2**40)
        if kind in ("float", "double"):
            return self.random.choice([0.5, -1.25, 1024.0]) if not self.at_edge() else self.random.choice([0.0, 1e10, 0.125])
        if kind == "timestamp":
            millis = self.random.choice([0, 1000, 951782400000]) if self.at_edge() else self.random.randint(1600000000, 1700000000) * 1000
            return datetime.datetime.fromtimestamp(millis / 1000, datetime.timezone.utc)
        if kind == "blob":
            return bytes(self.random.randrange(256) for _ in range(self.random.randint(1, 12)))
        raise ValueError("no value for " + kind)

    def text(self):
        if self.at_edge():
            return self.random.choice(self.texts)
        return "text-%d" % self.random.randint(0, 999999)


def plain(value):
    """A value as JSON can say it."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        return round(value.timestamp() * 1000)
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if hasattr(value, "read"):
        return plain(value.read())
    return value


def request(command):
    model = model_of(command["service"])
    operation = model.operation_model(command["operation"])
    # Botocore writes a carriage return into XML as it is, where a parser makes it a line feed.
    xml = command["protocol"] == "rest-xml"
    texts = [text for text in EDGE_TEXTS if not (xml and "\r" in text)]
    specimens = Specimens(command["seed"], command["edge"], texts)
    parameters = specimens.structure(operation.input_shape, 0, True) if operation.input_shape else {}
    serializer = botocore.serialize.create_serializer(command["protocol"], False)
    sent = serializer.serialize_to_request(parameters, operation)
    sent.setdefault("context", {})
    prepare_request_dict(sent, "https://localhost")
    prepared = create_request_object(sent).prepare()
    body = prepared.body
    if body is None:
        body = b""
    elif isinstance(body, str):
        body = body.encode()
    elif hasattr(body, "read"):
        body = body.read()
    _, _, rest = prepared.url.partition("://")
    path, _, query = rest[rest.index("/"):].partition("?")
    headers = {
        key.lower(): (value.decode() if isinstance(value, bytes) else str(value))
        for key, value in prepared.headers.items()
    }
    return {
        "method": prepared.method,
        "path": path,
        "query": query,
        "headers": headers,
        "body": base64.b64encode(body).decode(),
        "parameters": plain(parameters),
    }


def response(command):
    model = model_of(command["service"])
    operation = model.operation_model(command["operation"])
    parser = botocore.parsers.create_parser(command["protocol"])
    body = base64.b64decode(command["body"])
    headers = botocore.awsrequest.HeadersDict(command["headers"])
    received = {"headers": headers, "status_code": command["status"], "body": body, "context": {"operation_name": operation.name}}
    if operation.has_streaming_output and command["status"] < 300:
        received["body"] = io.BytesIO(body)
    parsed = parser.parse(received, operation.output_shape)
    metadata = parsed.pop("ResponseMetadata", {})
    error = parsed.pop("Error", None) if command["status"] >= 300 else None
    return {
        "parsed": plain(parsed),
        "requestId": metadata.get("RequestId"),
        "error": error,
        "members": sorted(operation.output_shape.members) if operation.output_shape else [],
    }


def main():
    for line in sys.stdin:
        try:
            command = json.loads(line)
            model = model_of(command["service"])
            if command["operation"] not in model.operation_names:
                answer = {"unknown": True}
            else:
                answer = request(command) if command["do"] == "request" else response(command)
        except Exception as broken:
            answer = {"failed": "%s: %s" % (type(broken).__name__, broken)}
        print(json.dumps(answer), flush=True)


main()
