package dev.cloudjar.s3;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One kind of configuration of a bucket.
 *
 * @param name in rows, never changed
 * @param member the member of the request that brings it, and of the response that gives it back; a
 *     response without that member has the configuration's own members instead
 * @param initial what buckets have that were never given one; null for nothing
 * @param removable whether deleting takes the initial one away, too
 * @param missingCode the error for a bucket that has none; null where it is answered as empty
 * @param missingMessage its message
 * @param check refuses what AWS refuses, and completes what AWS completes
 */
record ConfigurationKind(
    String name,
    String member,
    Document.@Nullable Structure initial,
    boolean removable,
    @Nullable String missingCode,
    String missingMessage,
    Check check) {

  /** Checks a configuration that is about to be put. */
  @FunctionalInterface
  interface Check {
    /** The configuration as it is to be kept. */
    Document.Structure apply(Bucket bucket, Document.Structure configuration);
  }

  static final ConfigurationKind CORS =
      refusing(
          "cors",
          "CORSConfiguration",
          "NoSuchCORSConfiguration",
          "The CORS configuration does not exist",
          CorsChecks::check);

  static final ConfigurationKind LIFECYCLE =
      refusing(
          "lifecycle",
          "LifecycleConfiguration",
          "NoSuchLifecycleConfiguration",
          "The lifecycle configuration does not exist",
          LifecycleChecks::check);

  static final ConfigurationKind WEBSITE =
      refusing(
          "website",
          "WebsiteConfiguration",
          "NoSuchWebsiteConfiguration",
          "The specified bucket does not have a website configuration",
          WebsiteChecks::check);

  static final ConfigurationKind REPLICATION =
      refusing(
          "replication",
          "ReplicationConfiguration",
          "ReplicationConfigurationNotFoundError",
          "The replication configuration was not found",
          (bucket, document) -> document);

  static final ConfigurationKind TAGGING =
      refusing(
          "tagging",
          "Tagging",
          "NoSuchTagSet",
          "The TagSet does not exist",
          ConfigurationChecks::tagging);

  /** Put by an operation of its own, since it is kept for ever. */
  static final ConfigurationKind OBJECT_LOCK =
      refusing(
          "object-lock",
          "ObjectLockConfiguration",
          "ObjectLockConfigurationNotFoundError",
          "Object Lock configuration does not exist for this bucket",
          (bucket, document) -> document);

  static final ConfigurationKind LOGGING =
      empty("logging", "BucketLoggingStatus", (bucket, document) -> document);

  static final ConfigurationKind NOTIFICATION =
      empty("notification", "NotificationConfiguration", (bucket, document) -> document);

  static final ConfigurationKind ACCELERATE =
      empty("accelerate", "AccelerateConfiguration", ConfigurationChecks::accelerate);

  static final ConfigurationKind REQUEST_PAYMENT =
      new ConfigurationKind(
          "request-payment",
          "RequestPaymentConfiguration",
          Document.Structure.of("Payer", new Document.Text("BucketOwner")),
          false,
          null,
          "",
          ConfigurationChecks::requestPayment);

  static final ConfigurationKind ABAC =
      new ConfigurationKind(
          "abac",
          "AbacStatus",
          Document.Structure.of("Status", new Document.Text("Disabled")),
          false,
          null,
          "",
          ConfigurationChecks::abac);

  static final ConfigurationKind ENCRYPTION =
      new ConfigurationKind(
          "encryption",
          "ServerSideEncryptionConfiguration",
          initialEncryption(),
          false,
          null,
          "",
          ConfigurationChecks::encryption);

  static final ConfigurationKind PUBLIC_ACCESS_BLOCK =
      new ConfigurationKind(
          "public-access-block",
          "PublicAccessBlockConfiguration",
          ConfigurationChecks.publicAccessBlock(Document.Structure.EMPTY, true),
          true,
          "NoSuchPublicAccessBlockConfiguration",
          "The public access block configuration was not found",
          (bucket, document) -> ConfigurationChecks.publicAccessBlock(document, false));

  static final ConfigurationKind OWNERSHIP =
      new ConfigurationKind(
          "ownership",
          "OwnershipControls",
          ownership("BucketOwnerEnforced"),
          true,
          "OwnershipControlsNotFoundError",
          "The bucket ownership controls were not found",
          ConfigurationChecks::ownership);

  static final ConfigurationKind ANALYTICS = listed("analytics", "AnalyticsConfiguration");
  static final ConfigurationKind INVENTORY = listed("inventory", "InventoryConfiguration");
  static final ConfigurationKind METRICS = listed("metrics", "MetricsConfiguration");
  static final ConfigurationKind INTELLIGENT_TIERING =
      listed("intelligent-tiering", "IntelligentTieringConfiguration", TieringChecks::check);

  /** The ownership controls of one setting. */
  static Document.Structure ownership(String setting) {
    return Document.Structure.of(
        "Rules",
        new Document.Sequence(
            List.of(Document.Structure.of("ObjectOwnership", new Document.Text(setting)))));
  }

  private static Document.Structure initialEncryption() {
    return Document.Structure.of(
        "Rules",
        new Document.Sequence(
            List.of(
                new Document.Structure(
                    Map.of(
                        "ApplyServerSideEncryptionByDefault",
                        Document.Structure.of("SSEAlgorithm", new Document.Text("AES256")),
                        "BucketKeyEnabled",
                        new Document.Flag(false),
                        BucketEncryption.BLOCKED,
                        BucketEncryption.INITIALLY_BLOCKED)))));
  }

  private static ConfigurationKind refusing(
      String name, String member, String missingCode, String missingMessage, Check check) {
    return new ConfigurationKind(name, member, null, false, missingCode, missingMessage, check);
  }

  private static ConfigurationKind empty(String name, String member, Check check) {
    return new ConfigurationKind(name, member, null, false, null, "", check);
  }

  private static ConfigurationKind listed(String name, String member) {
    return listed(name, member, (bucket, document) -> document);
  }

  private static ConfigurationKind listed(String name, String member, Check check) {
    return new ConfigurationKind(
        name,
        member,
        null,
        false,
        "NoSuchConfiguration",
        "The specified configuration does not exist.",
        check);
  }
}
