"""Signs awkward requests with botocore's own signers and prints them, one JSON object a line."""
import datetime
import io
import json

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials

KEYS = ["plain", "a b", "a+b", "\u00fc/\u4e2d", "100%", "a%2Fb", "!*'()", "a~b", "a=b&c", "a:b@c$d,e;f", "a//b", "/a",
        "a/./b/../c", "a?b#c", "[x]{y}|\\^`\"<>"]
PATHS = ["/", "//", "/a//b/", "/a/./b", "/a/../b", "/a%20b", "/a%2Fb", "/%C3%BC", "/a+b", "/a:b", "/a.b/.c"]
QUERIES = ["", "a=1", "b=2&b=1&a=", "a-b=1&a=2&a.b=3", "x=%20%2B%26%3D%2F", "k=%C3%BC~"]
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def show(name, method, url, headers, body):
    text = {k: v.decode("latin-1") if isinstance(v, bytes) else str(v) for k, v in headers.items()}
    print(json.dumps({"name": name, "method": method, "url": url, "headers": text, "body": body.hex()}))


class Sent(Exception):
    pass


def client(service, endpoint, **config):
    made = boto3.client(service, region_name="us-east-1", endpoint_url=endpoint, aws_access_key_id="AKIDEXAMPLE",
                        aws_secret_access_key=SECRET, config=botocore.config.Config(
                            retries={"max_attempts": 0}, signature_version=config.get("signature_version"),
                            s3={"addressing_style": "path"}))

    def before_send(request, **_):
        body = request.body or b""
        body = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else body.read()
        headers = dict(request.headers.items())
        if "host" not in {name.lower() for name in headers}:
            headers["Host"] = request.url.split("/")[2]
        show(service + " " + request.method, request.method, request.url, headers, body)
        raise Sent()

    made.meta.events.register("before-send", before_send)
    return made


def call(operation, **arguments):
    try:
        operation(**arguments)
    except Sent:
        pass


for endpoint in ("http://localhost:4566", "https://localhost:4566"):
    s3 = client("s3", endpoint)
    for key in KEYS:
        call(s3.put_object, Bucket="bucket", Key=key, Body=io.BytesIO(b"content"), Metadata={"m": "  a   b "})
        call(s3.get_object, Bucket="bucket", Key=key)
        call(s3.list_objects_v2, Bucket="bucket", Prefix=key, Delimiter="/ +&=")
        # Without a signature version, botocore presigns by S3's Signature Version 2.
        legacy = s3.generate_presigned_url("get_object", {
            "Bucket": "bucket", "Key": key, "ResponseContentDisposition": 'a; filename="b c+d"'}, ExpiresIn=600)
        show("legacy presigned " + key, "GET", legacy, {"Host": "localhost:4566"}, b"")
        presigned = client("s3", endpoint, signature_version="s3v4").generate_presigned_url(
            "put_object", {"Bucket": "bucket", "Key": key}, ExpiresIn=600)
        show("presigned " + key, "PUT", presigned, {"Host": "localhost:4566"}, b"")
    call(s3.upload_part, Bucket="bucket", Key="k", PartNumber=1, UploadId="a+b/c=", Body=b"x" * 100000)

call(client("sts", "http://localhost:4566").get_caller_identity)
call(client("iam", "http://localhost:4566").create_user, UserName="a+b=c,d@e", Path="/\u00fc x/")
call(client("dynamodb", "http://localhost:4566").describe_table, TableName="table")
call(client("lambda", "http://localhost:4566").get_function, FunctionName="arn:aws:lambda:us-east-1:0:function:f")
call(client("lambda", "http://localhost:4566").list_functions, Marker="a b+c/\u00fc=&")
show("sts presigned", "GET", client("sts", "http://localhost:4566").generate_presigned_url(
    "get_caller_identity", HttpMethod="GET"),
     {"Host": "localhost:4566"}, b"")

legacy = client("s3", "http://localhost:4566", signature_version="s3")
call(legacy.put_object, Bucket="bucket", Key="a b+c", Body=b"content", Metadata={"b": " x ", "a": "y"}, ContentType="a/b")
call(legacy.upload_part, Bucket="bucket", Key="k", PartNumber=1, UploadId="a+b/c=", Body=b"x")
call(legacy.get_object_tagging, Bucket="bucket", Key="k", VersionId="v")
temporary = boto3.client("s3", region_name="us-east-1", aws_access_key_id="ASIAEXAMPLE", aws_secret_access_key=SECRET,
                         aws_session_token="a/session+token==")
show("legacy virtual-hosted", "PUT", temporary.generate_presigned_url("put_object", {
    "Bucket": "bucket", "Key": "a b", "ContentType": "text/plain", "Metadata": {"m": "v"}}),
     {"Host": "bucket.s3.amazonaws.com", "Content-Type": "text/plain"}, b"")

credentials = botocore.credentials.Credentials("AKIDEXAMPLE", SECRET, "a/session+token==")
for path in PATHS:
    for query in QUERIES:
        for signer in (botocore.auth.SigV4Auth, botocore.auth.SigV4QueryAuth):
            url = "https://x.execute-api.us-east-1.amazonaws.com" + path + ("?" + query if query else "")
            request = botocore.awsrequest.AWSRequest("GET", url, headers={"Host": "x.execute-api.us-east-1.amazonaws.com"})
            signer(credentials, "execute-api", "us-east-1").add_auth(request)
            show(path + "?" + query, "GET", request.url, dict(request.headers.items()), b"")
