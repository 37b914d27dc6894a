package dev.cloudjar.cloudtrail;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What CloudTrail makes of an operation.
 *
 * @param source such as {@code sts.amazonaws.com}
 * @param eventName the operation's name, which is another one for some of S3's
 * @param dataType what kind of resource it is a data event of; empty for a management event
 * @param global whether it is logged in {@value #GLOBAL_REGION}, wherever it is called
 */
record OperationKind(
    String source, String eventName, boolean readOnly, String dataType, boolean global) {
  static final String GLOBAL_REGION = "us-east-1";

  /** What the catalog has no service of: the door of the console. */
  static final String SIGN_IN = "signin";

  static final String S3_OBJECT = "AWS::S3::Object";

  private static final Map<String, Map<String, OperationKind>> KNOWN = new ConcurrentHashMap<>();

  private static final Pattern READING =
      Pattern.compile(
          "(Get|List|Describe|Head|Lookup|Search|Query|Scan|BatchGet|BatchDescribe|Check|Validate"
              + "|Simulate|View|Estimate|Preview|Detect|Discover|Select|Download|Decode|Poll"
              + "|TransactGet|Receive|Assume|Test).*");

  /** Services that are called otherwise than the SDK's module. */
  private static final Map<String, String> SOURCES =
      Map.ofEntries(
          Map.entry("applicationautoscaling", "application-autoscaling"),
          Map.entry("apigatewayv2", "apigateway"),
          Map.entry("cloudwatch", "monitoring"),
          Map.entry("cloudwatchlogs", "logs"),
          Map.entry("cognitoidentity", "cognito-identity"),
          Map.entry("cognitoidentityprovider", "cognito-idp"),
          Map.entry("costexplorer", "ce"),
          Map.entry("dax", "dax"),
          Map.entry("efs", "elasticfilesystem"),
          Map.entry("elasticloadbalancingv2", "elasticloadbalancing"),
          Map.entry("eventbridge", "events"),
          Map.entry("resourcegroupstaggingapi", "tagging"),
          Map.entry("s3control", "s3"),
          Map.entry("sfn", "states"),
          Map.entry("snowball", "snowball"));

  private static final Set<String> GLOBAL =
      Set.of(
          "iam", "organizations", "route53", "cloudfront", "globalaccelerator", "shield", SIGN_IN);

  private static final Set<String> KMS_READING =
      Set.of(
          "Decrypt",
          "DeriveSharedSecret",
          "Encrypt",
          "GenerateDataKey",
          "GenerateDataKeyPair",
          "GenerateDataKeyPairWithoutPlaintext",
          "GenerateDataKeyWithoutPlaintext",
          "GenerateMac",
          "GenerateRandom",
          "ReEncrypt",
          "Sign",
          "Verify",
          "VerifyMac");

  private static final Map<String, String> S3_NAMES =
      Map.ofEntries(
          Map.entry("ListObjectsV2", "ListObjects"),
          Map.entry("PutBucketLifecycleConfiguration", "PutBucketLifecycle"),
          Map.entry("GetBucketLifecycleConfiguration", "GetBucketLifecycle"),
          Map.entry("PutBucketNotificationConfiguration", "PutBucketNotification"),
          Map.entry("GetBucketNotificationConfiguration", "GetBucketNotification"),
          Map.entry("PutPublicAccessBlock", "PutBucketPublicAccessBlock"),
          Map.entry("GetPublicAccessBlock", "GetBucketPublicAccessBlock"),
          Map.entry("DeletePublicAccessBlock", "DeleteBucketPublicAccessBlock"));

  /** S3's operations on buckets that are data events all the same. */
  private static final Set<String> S3_DATA =
      Set.of(
          "AbortMultipartUpload",
          "CompleteMultipartUpload",
          "CopyObject",
          "CreateMultipartUpload",
          "HeadBucket",
          "ListMultipartUploads",
          "ListParts",
          "RestoreObject",
          "SelectObjectContent",
          "UploadPart",
          "UploadPartCopy",
          "WriteGetObjectResponse",
          "RenameObject");

  private static final Set<String> SQS_DATA =
      Set.of(
          "SendMessage",
          "SendMessageBatch",
          "ReceiveMessage",
          "DeleteMessage",
          "DeleteMessageBatch",
          "ChangeMessageVisibility",
          "ChangeMessageVisibilityBatch");

  private static final Pattern DYNAMODB_DATA =
      Pattern.compile(
          "(Get|Put|Update|Delete)Item|Batch(Get|Write)Item|Query|Scan|Transact(Get|Write)Items"
              + "|(Batch)?Execute(Statement|Transaction)");

  private static final Pattern STREAM_DATA =
      Pattern.compile("PutRecords?|PutRecordBatch|GetRecords|GetShardIterator|SubscribeToShard");

  /** The kind of an operation of a service, as the catalog calls both. */
  static OperationKind of(String service, String operation) {
    Map<String, OperationKind> ofService = KNOWN.get(service);
    OperationKind known = ofService == null ? null : ofService.get(operation);
    return known != null
        ? known
        : KNOWN
            .computeIfAbsent(service, name -> new ConcurrentHashMap<>())
            .computeIfAbsent(operation, name -> make(service, name));
  }

  /** Which of CloudTrail's types of events it is. */
  String eventType() {
    return source.equals(SIGN_IN + ".amazonaws.com") ? "AwsConsoleSignIn" : "AwsApiCall";
  }

  boolean isData() {
    return !dataType.isEmpty();
  }

  /** Whether the answer is recorded, which of what only reads it is not, but for credentials. */
  boolean tellsAnswer() {
    return !readOnly || source.equals("sts.amazonaws.com");
  }

  private static OperationKind make(String service, String operation) {
    return new OperationKind(
        SOURCES.getOrDefault(service, service) + ".amazonaws.com",
        service.equals("s3") ? S3_NAMES.getOrDefault(operation, operation) : operation,
        (READING.matcher(operation).matches() && !service.equals(SIGN_IN))
            || (service.equals("kms") && KMS_READING.contains(operation)),
        dataType(service, operation),
        GLOBAL.contains(service));
  }

  private static String dataType(String service, String operation) {
    return switch (service) {
      case "s3" ->
          S3_DATA.contains(operation)
                  || (operation.contains("Object") && !operation.contains("ObjectLockConf"))
              ? S3_OBJECT
              : "";
      case "sqs" -> SQS_DATA.contains(operation) ? "AWS::SQS::Queue" : "";
      case "sns" -> operation.startsWith("Publish") ? "AWS::SNS::Topic" : "";
      case "lambda" -> operation.startsWith("Invoke") ? "AWS::Lambda::Function" : "";
      case "dynamodb" -> DYNAMODB_DATA.matcher(operation).matches() ? "AWS::DynamoDB::Table" : "";
      case "kinesis" -> STREAM_DATA.matcher(operation).matches() ? "AWS::Kinesis::Stream" : "";
      case "firehose" ->
          STREAM_DATA.matcher(operation).matches() ? "AWS::KinesisFirehose::DeliveryStream" : "";
      case "cloudwatch" ->
          operation.equals("PutMetricData") || operation.startsWith("GetMetric")
              ? "AWS::CloudWatch::Metric"
              : "";
      case "cloudwatchlogs" -> operation.equals("PutLogEvents") ? "AWS::Logs::LogGroup" : "";
      case "xray" -> operation.equals("PutTraceSegments") ? "AWS::XRay::Trace" : "";
      case "eventbridge" -> operation.equals("PutEvents") ? "AWS::Events::EventBus" : "";
      default -> "";
    };
  }
}
