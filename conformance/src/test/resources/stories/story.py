"""The user story by boto3: buckets, objects, multipart, queues. Fails with a traceback where anything is off."""

import hashlib
import io
import os

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError, MissingDependencyException

s3 = boto3.client("s3")
sqs = boto3.client("sqs")
sts = boto3.client("sts")


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, (e.response, code)
        return e.response
    raise AssertionError(f"expected {code}")


assert sts.get_caller_identity()["Account"] == "000000000000"

# Buckets and objects.
s3.create_bucket(Bucket="boto-story")
assert "boto-story" in [b["Name"] for b in s3.list_buckets()["Buckets"]]
s3.put_object(Bucket="boto-story", Key="ein/schlüssel +%.txt", Body=b"hello", Metadata={"color": "red"},
              ContentType="text/plain")
got = s3.get_object(Bucket="boto-story", Key="ein/schlüssel +%.txt")
assert got["Body"].read() == b"hello"
assert got["Metadata"] == {"color": "red"}
assert got["ContentType"] == "text/plain"
assert got["ETag"] == '"%s"' % hashlib.md5(b"hello").hexdigest()
assert s3.get_object(Bucket="boto-story", Key="ein/schlüssel +%.txt", Range="bytes=1-3")["Body"].read() == b"ell"
refused("NoSuchKey", s3.get_object, Bucket="boto-story", Key="nothing")
refused("NoSuchBucket", s3.list_objects_v2, Bucket="boto-story-that-is-not")
refused("412", s3.head_object, Bucket="boto-story", Key="ein/schlüssel +%.txt", IfMatch='"x"')
s3.copy_object(Bucket="boto-story", Key="copy", CopySource={"Bucket": "boto-story", "Key": "ein/schlüssel +%.txt"})
listed = s3.list_objects_v2(Bucket="boto-story", Delimiter="/")
assert [c["Key"] for c in listed["Contents"]] == ["copy"], listed
assert [p["Prefix"] for p in listed["CommonPrefixes"]] == ["ein/"], listed
for algorithm in ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"):
    try:
        s3.put_object(Bucket="boto-story", Key="sum/" + algorithm, Body=b"123456789", ChecksumAlgorithm=algorithm)
    except MissingDependencyException:  # botocore needs a native library for some of them
        assert algorithm not in ("CRC32", "SHA1", "SHA256"), algorithm

# Multipart, by the transfer manager.
content = os.urandom(17 * 1024 * 1024)
s3.upload_fileobj(io.BytesIO(content), "boto-story", "large",
                  Config=TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20))
assert s3.head_object(Bucket="boto-story", Key="large")["ETag"].endswith('-4"')
back = io.BytesIO()
s3.download_fileobj("boto-story", "large", back, Config=TransferConfig(multipart_threshold=5 << 20,
                                                                       multipart_chunksize=3 << 20))
assert back.getvalue() == content

# Versions.
s3.put_bucket_versioning(Bucket="boto-story", VersioningConfiguration={"Status": "Enabled"})
first = s3.put_object(Bucket="boto-story", Key="v", Body=b"1")["VersionId"]
s3.put_object(Bucket="boto-story", Key="v", Body=b"2")
s3.delete_object(Bucket="boto-story", Key="v")
refused("NoSuchKey", s3.get_object, Bucket="boto-story", Key="v")
assert s3.get_object(Bucket="boto-story", Key="v", VersionId=first)["Body"].read() == b"1"
for page in s3.get_paginator("list_object_versions").paginate(Bucket="boto-story", PaginationConfig={"PageSize": 2}):
    for entry in page.get("Versions", []) + page.get("DeleteMarkers", []):
        s3.delete_object(Bucket="boto-story", Key=entry["Key"], VersionId=entry["VersionId"])
s3.delete_bucket(Bucket="boto-story")

# Queries.
s3.create_bucket(Bucket="boto-queries")
s3.put_object(Bucket="boto-queries", Key="people.csv", Body="name,age\nAda,36\nGrace,85\n")
answer = s3.select_object_content(
    Bucket="boto-queries", Key="people.csv", ExpressionType="SQL",
    Expression="SELECT s.name FROM S3Object s WHERE CAST(s.age AS INT) > 40",
    InputSerialization={"CSV": {"FileHeaderInfo": "USE"}}, OutputSerialization={"JSON": {}})
events = list(answer["Payload"])
assert b"".join(e["Records"]["Payload"] for e in events if "Records" in e) == b'{"name":"Grace"}\n', events
assert [e["Stats"]["Details"]["BytesScanned"] for e in events if "Stats" in e] == [25], events
assert "End" in events[-1], events
s3.delete_object(Bucket="boto-queries", Key="people.csv")
s3.delete_bucket(Bucket="boto-queries")

# Queues.
url = sqs.create_queue(QueueName="boto-story")["QueueUrl"]
sent = sqs.send_message(QueueUrl=url, MessageBody="grüße",
                        MessageAttributes={"n": {"DataType": "Number", "StringValue": "1"}})
assert sent["MD5OfMessageBody"] == hashlib.md5("grüße".encode()).hexdigest()
[message] = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"], WaitTimeSeconds=5)["Messages"]
assert message["Body"] == "grüße" and message["MessageAttributes"]["n"]["StringValue"] == "1"
sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
assert "Messages" not in sqs.receive_message(QueueUrl=url)
response = refused("AWS.SimpleQueueService.NonExistentQueue", sqs.get_queue_url, QueueName="no-such-queue")
assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
fifo = sqs.create_queue(QueueName="story.fifo", Attributes={"FifoQueue": "true",
                                                            "ContentBasedDeduplication": "true"})["QueueUrl"]
for body in ("a", "a", "b"):
    sqs.send_message(QueueUrl=fifo, MessageBody=body, MessageGroupId="g")
bodies = [m["Body"] for m in sqs.receive_message(QueueUrl=fifo, MaxNumberOfMessages=10)["Messages"]]
assert bodies == ["a", "b"], bodies

# What has no room says so.
refused("NotImplemented", boto3.client("dynamodb").list_tables)
refused("NotImplemented", boto3.client("rds").describe_db_instances)
refused("NotImplemented", boto3.client("lambda").list_functions)
print("the story by boto3 holds")
