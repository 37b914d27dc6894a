package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What AWS refuses of each configuration, as far as it can be told from the document alone. */
final class ConfigurationChecks {
  private static final List<String> PUBLIC_ACCESS_FLAGS =
      List.of("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets");

  private ConfigurationChecks() {}

  static Structure tagging(Bucket bucket, Structure document) {
    if (document.member("TagSet") == null) {
      throw S3Faults.malformedXml();
    }
    Tags.ofBucket(
        document.structures("TagSet").stream()
            .map(tag -> new Tags.Sent(tag.text("Key"), tag.text("Value")))
            .toList());
    return document;
  }

  static Structure accelerate(Bucket bucket, Structure document) {
    if (bucket.name().indexOf('.') >= 0) {
      throw S3Faults.invalidRequest(
          "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names");
    }
    oneOf(document.text("Status"), "Enabled", "Suspended");
    return document;
  }

  static Structure requestPayment(Bucket bucket, Structure document) {
    oneOf(document.text("Payer"), "Requester", "BucketOwner");
    return document;
  }

  static Structure abac(Bucket bucket, Structure document) {
    oneOf(document.text("Status"), "Enabled", "Disabled");
    return document;
  }

  static Structure encryption(Bucket bucket, Structure document) {
    List<Structure> rules = document.structures("Rules");
    if (rules.size() != 1) {
      throw S3Faults.malformedXml();
    }
    Structure rule = rules.getFirst();
    if (rule.member(BucketEncryption.BLOCKED) instanceof Structure blocked) {
      List<String> types = blocked.texts(BucketEncryption.TYPE);
      if (types.isEmpty()) {
        throw S3Faults.malformedXml();
      }
      types.forEach(type -> oneOf(type, "NONE", BucketEncryption.CUSTOMER_KEYS));
    }
    if (!(rule.member("ApplyServerSideEncryptionByDefault") instanceof Structure byDefault)) {
      return Structure.of(
          "Rules",
          new Document.Sequence(
              List.of(
                  with(
                      rule,
                      "ApplyServerSideEncryptionByDefault",
                      Structure.of("SSEAlgorithm", new Document.Text("AES256"))))));
    }
    String algorithm = byDefault.text("SSEAlgorithm");
    oneOf(algorithm, "AES256", "aws:kms", "aws:kms:dsse");
    if ("AES256".equals(algorithm) && byDefault.member("KMSMasterKeyID") != null) {
      throw S3Faults.invalidArgument(
          "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or"
              + " aws:kms:dsse",
          "ApplyServerSideEncryptionByDefault",
          "AES256");
    }
    return document;
  }

  static Structure ownership(Bucket bucket, Structure document) {
    List<Structure> rules = document.structures("Rules");
    if (rules.size() != 1) {
      throw S3Faults.malformedXml();
    }
    oneOf(
        rules.getFirst().text("ObjectOwnership"),
        "BucketOwnerEnforced",
        "BucketOwnerPreferred",
        "ObjectWriter");
    return document;
  }

  /** The four flags, those that were left out standing at {@code otherwise}. */
  static Structure publicAccessBlock(Structure document, boolean otherwise) {
    Map<String, Document> flags = new LinkedHashMap<>();
    for (String flag : PUBLIC_ACCESS_FLAGS) {
      flags.put(
          flag,
          document.member(flag) instanceof Document.Flag sent
              ? sent
              : new Document.Flag(otherwise));
    }
    return new Structure(flags);
  }

  private static void oneOf(@Nullable String value, String... allowed) {
    if (value == null || !List.of(allowed).contains(value)) {
      throw S3Faults.malformedXml();
    }
  }

  private static Structure with(Structure document, String member, Document value) {
    Map<String, Document> members = new LinkedHashMap<>(document.members());
    members.put(member, value);
    return new Structure(members);
  }
}
