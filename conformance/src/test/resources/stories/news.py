"""What follows from changes of objects, by boto3: notices in a queue, and copies in another Region."""

import json
import time

import boto3
from botocore.exceptions import ClientError

s3 = boto3.client("s3", region_name="us-east-1")
far = boto3.client("s3", region_name="eu-west-3")
sqs = boto3.client("sqs", region_name="us-east-1")
iam = boto3.client("iam")
account = boto3.client("sts").get_caller_identity()["Account"]


def until(seconds, found):
    end = time.monotonic() + seconds
    while True:
        value = found()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.1)


# A queue that is told of pictures.
s3.create_bucket(Bucket="news-source")
queue_arn = f"arn:aws:sqs:us-east-1:{account}:news-inbox"
configuration = {"QueueConfigurations": [{
    "Id": "pictures",
    "QueueArn": queue_arn,
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".jpg"}]}},
}]}
try:
    s3.put_bucket_notification_configuration(Bucket="news-source", NotificationConfiguration=configuration)
    raise AssertionError("there is no such queue")
except ClientError as e:
    error = e.response["Error"]
    assert error["Code"] == "InvalidArgument", error
    assert error["Message"] == "Unable to validate the following destination configurations", error
    assert error["ArgumentName1"] == queue_arn, error
url = sqs.create_queue(QueueName="news-inbox", Attributes={"Policy": json.dumps({
    "Version": "2012-10-17",
    "Statement": [{
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue_arn,
        "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::news-source"},
                      "StringEquals": {"aws:SourceAccount": account}},
    }],
})})["QueueUrl"]
s3.put_bucket_notification_configuration(Bucket="news-source", NotificationConfiguration=configuration)


def receive():
    message = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"][0]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return json.loads(message["Body"])


assert receive()["Event"] == "s3:TestEvent"
s3.put_object(Bucket="news-source", Key="a b.txt", Body=b"text")
s3.put_object(Bucket="news-source", Key="a b.jpg", Body=b"picture")
record = receive()["Records"][0]
assert record["eventName"] == "ObjectCreated:Put", record
assert record["s3"]["object"]["key"] == "a+b.jpg", record
assert record["s3"]["object"]["size"] == 7, record

# Copies in another Region.
far.create_bucket(Bucket="news-copies", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
for client, bucket in [(s3, "news-source"), (far, "news-copies")]:
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
role = iam.create_role(RoleName="news-replication", AssumeRolePolicyDocument=json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "s3.amazonaws.com"}}],
}))["Role"]["Arn"]
iam.put_role_policy(RoleName="news-replication", PolicyName="replicate", PolicyDocument=json.dumps({
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Resource": "arn:aws:s3:::news-source/*",
         "Action": ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]},
        {"Effect": "Allow", "Resource": "arn:aws:s3:::news-copies/*",
         "Action": ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]},
    ],
}))
s3.put_bucket_replication(Bucket="news-source", ReplicationConfiguration={"Role": role, "Rules": [{
    "ID": "all",
    "Priority": 1,
    "Status": "Enabled",
    "Filter": {},
    "DeleteMarkerReplication": {"Status": "Enabled"},
    "Destination": {"Bucket": "arn:aws:s3:::news-copies"},
}]})
version = s3.put_object(Bucket="news-source", Key="copied", Body=b"text", Tagging="a=b")["VersionId"]
done = until(20, lambda: s3.head_object(Bucket="news-source", Key="copied")["ReplicationStatus"] == "COMPLETED")
assert done
copy = far.get_object(Bucket="news-copies", Key="copied", VersionId=version)
assert copy["Body"].read() == b"text"
assert copy["ReplicationStatus"] == "REPLICA"
assert far.get_object_tagging(Bucket="news-copies", Key="copied")["TagSet"] == [{"Key": "a", "Value": "b"}]
s3.delete_object(Bucket="news-source", Key="copied")
assert until(20, lambda: far.list_object_versions(Bucket="news-copies").get("DeleteMarkers"))
print("told")
