// The user story by the JavaScript SDK: buckets, objects, multipart, queues. Exits with an error where anything is off.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
  S3Client, CreateBucketCommand, PutObjectCommand, GetObjectCommand, ListObjectsV2Command, DeleteObjectsCommand,
  DeleteBucketCommand, CreateMultipartUploadCommand, UploadPartCommand, CompleteMultipartUploadCommand,
  HeadObjectCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import {
  SQSClient, CreateQueueCommand, SendMessageCommand, ReceiveMessageCommand, DeleteMessageCommand, GetQueueUrlCommand,
} from "@aws-sdk/client-sqs";
import { STSClient, GetCallerIdentityCommand } from "@aws-sdk/client-sts";

const s3 = new S3Client({ forcePathStyle: true });
const sqs = new SQSClient({});
const sts = new STSClient({});

assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Account, "000000000000");

const Bucket = "node-story";
await s3.send(new CreateBucketCommand({ Bucket }));
const Key = "ein/schlüssel +%&'()*!.txt";
await s3.send(new PutObjectCommand({ Bucket, Key, Body: "hello", Metadata: { color: "red" } }));
const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
assert.equal(await got.Body.transformToString(), "hello");
assert.deepEqual(got.Metadata, { color: "red" });
const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { expiresIn: 60 });
assert.equal(await (await fetch(url)).text(), "hello");
await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: "nothing" })), { name: "NoSuchKey" });

const part = randomBytes(5 * 1024 * 1024);
const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "large" }));
const Parts = [];
for (const PartNumber of [2, 1]) {
  const Body = PartNumber === 1 ? part : Buffer.from("the end");
  const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key: "large", UploadId, PartNumber, Body }));
  Parts.unshift({ ETag, PartNumber });
}
await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: "large", UploadId, MultipartUpload: { Parts } }));
const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "large" }));
assert.equal(head.ContentLength, part.length + 7);
assert.match(head.ETag, /-2"$/);

const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
assert.deepEqual(Contents.map((o) => o.Key), [Key, "large"]);
await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })) } }));
await s3.send(new DeleteBucketCommand({ Bucket }));

const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "node-story" }));
await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "grüße 🎉" }));
const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
assert.equal(Messages[0].Body, "grüße 🎉");
await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle }));
await assert.rejects(sqs.send(new GetQueueUrlCommand({ QueueName: "no-such-queue" })), { name: "QueueDoesNotExist" });
console.log("the story by the JavaScript SDK holds");
