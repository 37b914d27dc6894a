package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloudtrail.RecordedEvent.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Finds the resources that a request names. */
final class ResourceNames {
  /** Members that name a resource, by service. */
  private static final Map<String, Map<String, String>> TYPES =
      Map.ofEntries(
          Map.entry("s3", Map.of("Bucket", "AWS::S3::Bucket")),
          Map.entry(
              "iam",
              Map.of(
                  "UserName", "AWS::IAM::User",
                  "RoleName", "AWS::IAM::Role",
                  "GroupName", "AWS::IAM::Group",
                  "PolicyArn", "AWS::IAM::Policy",
                  "PolicyName", "AWS::IAM::Policy",
                  "AccessKeyId", "AWS::IAM::AccessKey",
                  "InstanceProfileName", "AWS::IAM::InstanceProfile")),
          Map.entry("sts", Map.of("RoleArn", "AWS::IAM::Role")),
          Map.entry("kms", Map.of("KeyId", "AWS::KMS::Key", "AliasName", "AWS::KMS::Alias")),
          Map.entry("sqs", Map.of("QueueName", "AWS::SQS::Queue", "QueueUrl", "AWS::SQS::Queue")),
          Map.entry("sns", Map.of("TopicArn", "AWS::SNS::Topic")),
          Map.entry("dynamodb", Map.of("TableName", "AWS::DynamoDB::Table")),
          Map.entry("lambda", Map.of("FunctionName", "AWS::Lambda::Function")),
          Map.entry("kinesis", Map.of("StreamName", "AWS::Kinesis::Stream")),
          Map.entry("secretsmanager", Map.of("SecretId", "AWS::SecretsManager::Secret")),
          Map.entry("cloudwatchlogs", Map.of("logGroupName", "AWS::Logs::LogGroup")),
          Map.entry("cloudformation", Map.of("StackName", "AWS::CloudFormation::Stack")),
          Map.entry(
              "cloudtrail",
              Map.of(
                  "Name", "AWS::CloudTrail::Trail",
                  "TrailName", "AWS::CloudTrail::Trail",
                  "S3BucketName", "AWS::S3::Bucket")),
          Map.entry(
              "organizations",
              Map.of(
                  "AccountId", "AWS::Organizations::Account",
                  "PolicyId", "AWS::Organizations::Policy",
                  "OrganizationalUnitId", "AWS::Organizations::OrganizationalUnit")),
          Map.entry(
              "ec2",
              Map.of(
                  "VpcId", "AWS::EC2::VPC",
                  "SubnetId", "AWS::EC2::Subnet",
                  "InstanceId", "AWS::EC2::Instance",
                  "GroupId", "AWS::EC2::SecurityGroup",
                  "VolumeId", "AWS::EC2::Volume")));

  private ResourceNames() {}

  /** What a management event is looked up by. */
  static List<Named> of(String service, SdkPojo request) {
    Map<String, String> types = TYPES.get(service);
    if (types == null) {
      return List.of();
    }
    List<Named> found = new ArrayList<>();
    for (SdkField<?> field : request.sdkFields()) {
      String type = types.get(field.memberName());
      if (type != null && field.getValueOrDefault(request) instanceof String name) {
        found.add(new Named(type, name));
      }
    }
    return found;
  }

  /** What a data event is about, by ARN. */
  static List<Named> ofData(
      String service, String dataType, String accountId, String region, SdkPojo request) {
    if (service.equals("s3")) {
      // The SDK calls what a copy is written to the destination.
      String bucket =
          text(request, "Bucket").or(() -> text(request, "DestinationBucket")).orElse("");
      List<Named> found = new ArrayList<>();
      text(request, "Key")
          .or(() -> text(request, "DestinationKey"))
          .ifPresent(key -> found.add(new Named(dataType, "arn:aws:s3:::" + bucket + "/" + key)));
      if (found.isEmpty()) {
        found.add(new Named(dataType, "arn:aws:s3:::" + bucket + "/"));
      }
      found.add(new Named("AWS::S3::Bucket", "arn:aws:s3:::" + bucket));
      return found;
    }
    String start = "arn:aws:" + service + ":" + region + ":" + accountId + ":";
    return switch (service) {
      case "sqs" ->
          one(dataType, text(request, "QueueUrl").map(it -> start + it.replaceAll(".*/", "")));
      case "dynamodb" ->
          one(dataType, text(request, "TableName").map(it -> arn(it, start + "table/")));
      case "lambda" ->
          one(dataType, text(request, "FunctionName").map(it -> arn(it, start + "function:")));
      case "sns" -> one(dataType, text(request, "TopicArn"));
      case "kinesis" ->
          one(dataType, text(request, "StreamName").map(it -> arn(it, start + "stream/")));
      default -> List.of();
    };
  }

  private static String arn(String name, String start) {
    return name.startsWith("arn:") ? name : start + name;
  }

  private static List<Named> one(String type, Optional<String> arn) {
    return arn.map(it -> List.of(new Named(type, it))).orElse(List.of());
  }

  private static Optional<String> text(SdkPojo request, String member) {
    for (SdkField<?> field : request.sdkFields()) {
      if (field.memberName().equals(member)
          && field.getValueOrDefault(request) instanceof String text) {
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }
}
