package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is refused of a job before there is one, as far as the request alone tells. */
final class JobChecks {
  static final String REPLICATE = "S3ReplicateObject";

  private static final Set<String> OPERATIONS =
      Set.of(
          "S3PutObjectCopy",
          "S3PutObjectAcl",
          "S3PutObjectTagging",
          "S3DeleteObjectTagging",
          "S3InitiateRestoreObject",
          "S3PutObjectLegalHold",
          "S3PutObjectRetention",
          REPLICATE);
  private static final List<String> OF_REPLICATION =
      List.of("EligibleForReplication", "ObjectReplicationStatuses");

  private JobChecks() {}

  static void check(Structure job) {
    String operation = operation(job);
    if (!OPERATIONS.contains(operation)) {
      throw S3Faults.notImplemented(operation);
    }
    checkOperation(operation, structure(structure(job, "Operation"), operation));
    checkReport(structure(job, "Report"));
    Document manifest = job.member("Manifest");
    Document generator = job.member("ManifestGenerator");
    if ((manifest == null) == (generator == null)) {
      throw JobFaults.invalid("A job needs either a Manifest or a ManifestGenerator.");
    }
    if (manifest != null) {
      checkManifest(structure(job, "Manifest"));
    } else {
      checkGenerator(
          operation, structure(structure(job, "ManifestGenerator"), "S3JobManifestGenerator"));
    }
  }

  /** The name of the one operation that a job is for. */
  static String operation(Structure job) {
    Set<String> named = structure(job, "Operation").members().keySet();
    if (named.size() != 1) {
      throw JobFaults.invalid("A job needs exactly one Operation.");
    }
    return named.iterator().next();
  }

  private static void checkOperation(String operation, Structure parameters) {
    switch (operation) {
      case "S3PutObjectCopy" -> bucket(parameters.text("TargetResource"), "TargetResource");
      case "S3PutObjectTagging" ->
          Tags.ofObject(
              parameters.structures("TagSet").stream()
                  .map(tag -> new Tags.Sent(tag.text("Key"), tag.text("Value")))
                  .toList());
      case "S3PutObjectAcl" -> structure(parameters, "AccessControlPolicy");
      case "S3PutObjectRetention" -> structure(parameters, "Retention");
      case "S3PutObjectLegalHold" -> structure(parameters, "LegalHold");
      default -> {}
    }
  }

  private static void checkReport(Structure report) {
    if (!(report.member("Enabled") instanceof Document.Flag(boolean enabled)) || !enabled) {
      return;
    }
    if (report.text("Format") == null || report.text("ReportScope") == null) {
      throw JobFaults.invalid("A report needs a Format and a ReportScope.");
    }
    bucket(report.text("Bucket"), "Report.Bucket");
  }

  private static void checkManifest(Structure manifest) {
    Structure spec = structure(manifest, "Spec");
    if (!"S3BatchOperations_CSV_20180820".equals(spec.text("Format"))) {
      throw S3Faults.notImplemented(String.valueOf(spec.text("Format")));
    }
    List<String> fields = spec.texts("Fields");
    Set<String> once = new HashSet<>();
    boolean twice = fields.stream().anyMatch(it -> !it.equals("Ignore") && !once.add(it));
    if (twice || !once.containsAll(List.of("Bucket", "Key"))) {
      throw JobFaults.invalid("The Fields of a manifest need Bucket and Key, each once.");
    }
    if (S3Arn.parse(structure(manifest, "Location").text("ObjectArn"))
        .filter(it -> !it.key().isEmpty())
        .isEmpty()) {
      throw JobFaults.invalid("The ObjectArn of the manifest is invalid.");
    }
  }

  private static void checkGenerator(String operation, Structure generator) {
    bucket(generator.text("SourceBucket"), "SourceBucket");
    if (generator.member("EnableManifestOutput") instanceof Document.Flag(boolean wanted)
        && wanted) {
      throw S3Faults.notImplemented("EnableManifestOutput");
    }
    if (!operation.equals(REPLICATE)
        && generator.member("Filter") instanceof Structure filter
        && OF_REPLICATION.stream().anyMatch(it -> filter.member(it) != null)) {
      throw JobFaults.invalid("Only jobs that replicate may filter by replication.");
    }
  }

  private static void bucket(@Nullable String arn, String member) {
    if (S3Arn.parse(arn).filter(it -> it.key().isEmpty()).isEmpty()) {
      throw JobFaults.invalid(member + " must be the ARN of a bucket.");
    }
  }

  private static Structure structure(Structure in, String member) {
    if (in.member(member) instanceof Structure found) {
      return found;
    }
    throw JobFaults.invalid(Objects.requireNonNull(member) + " is missing.");
  }
}
