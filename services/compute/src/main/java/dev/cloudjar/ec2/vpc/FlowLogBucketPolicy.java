package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Place;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a bucket's policy has to say for flow logs to be delivered there.
 *
 * @param destination the bucket's ARN, maybe with a folder
 */
record FlowLogBucketPolicy(Place place, String destination, boolean hivePartitions) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Who delivers. */
  static final String SERVICE = "delivery.logs.amazonaws.com";

  /**
   * Adds it to a policy.
   *
   * @param policy the one that there is; empty for none
   * @return empty where nothing is to be added, or can be told safely
   */
  Optional<String> addedTo(String policy) {
    ObjectNode document;
    try {
      JsonNode read =
          JSON.readTree(
              policy.isEmpty() ? "{\"Version\":\"2012-10-17\",\"Statement\":[]}" : policy);
      document = (ObjectNode) read;
    } catch (JacksonException | ClassCastException e) {
      return Optional.empty();
    }
    ArrayNode statements = JSON.createArrayNode();
    JsonNode there = document.path("Statement");
    if (there.isArray()) {
      there.forEach(statements::add);
    } else if (there.isObject()) {
      statements.add(there);
    }
    for (JsonNode each : statements) {
      if (each.has("NotAction") || each.has("NotPrincipal") || letsDeliver(each)) {
        return Optional.empty();
      }
    }
    statements.add(JSON.readTree(write()));
    statements.add(JSON.readTree(look()));
    document.set("Statement", statements);
    return Optional.of(document.toString());
  }

  /** Somebody has thought of deliveries already, maybe in another way. */
  private static boolean letsDeliver(JsonNode statement) {
    return statement.path("Effect").asString("").equals("Allow")
        && statement.path("Principal").toString().contains('"' + SERVICE + '"')
        && statement.path("Action").toString().contains("s3:Put");
  }

  private String write() {
    return """
        {"Sid": "AWSLogDeliveryWrite", "Effect": "Allow",
         "Principal": {"Service": "%s"}, "Action": "s3:PutObject",
         "Resource": "%s/%s*",
         "Condition": {
           "StringEquals": {"aws:SourceAccount": "%s",
                            "s3:x-amz-acl": "bucket-owner-full-control"},
           "ArnLike": {"aws:SourceArn": "%s"}}}
        """
        .formatted(
            SERVICE,
            bucket(),
            FlowLogFile.folder(place, destination, hivePartitions),
            place.accountId(),
            source());
  }

  private String look() {
    return """
        {"Sid": "AWSLogDeliveryAclCheck", "Effect": "Allow",
         "Principal": {"Service": "%s"}, "Action": "s3:GetBucketAcl",
         "Resource": "%s",
         "Condition": {
           "StringEquals": {"aws:SourceAccount": "%s"},
           "ArnLike": {"aws:SourceArn": "%s"}}}
        """
        .formatted(SERVICE, bucket(), place.accountId(), source());
  }

  private String bucket() {
    return destination.split("/", 2)[0];
  }

  private String source() {
    return place.arn("logs", place.accountId(), "*");
  }
}
