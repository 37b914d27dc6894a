package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Operations.Download;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.JobFaults.JobFailed;
import dev.cloudjar.s3.batch.Csv;
import dev.cloudjar.s3.batch.JobTask;
import dev.cloudjar.s3.batch.MalformedCsvException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads the lists of objects that jobs are given. */
final class JobManifestOperations {
  private static final String FORBIDDEN = "Reading the manifest is forbidden: ";

  private JobManifestOperations() {}

  /** Gives every object of a manifest to {@code each}. */
  static void read(RoomCaller role, Structure manifest, Consumer<JobTask> each) throws JobFailed {
    Structure location = (Structure) manifest.members().get("Location");
    Structure spec = (Structure) manifest.members().get("Spec");
    if (location == null || spec == null) {
      throw new JobFailed("InvalidManifestContent", "The manifest is not described.");
    }
    List<String> fields = spec.texts("Fields");
    try (InputStream in = open(role, location).content().asInputStream()) {
      Csv rows = new Csv(in);
      for (List<String> row = rows.read(); row != null; row = rows.read()) {
        each.accept(task(fields, row));
      }
    } catch (MalformedCsvException e) {
      throw new JobFailed("InvalidManifestContent", "The manifest has " + e.getMessage() + ".");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Download<GetObjectResponse> open(RoomCaller role, Structure location)
      throws JobFailed {
    S3Arn object = S3Arn.of(location.text("ObjectArn"));
    try {
      return role.download(
          GetObjectRequest.builder()
              .bucket(object.bucket())
              .key(object.key())
              .versionId(location.text("ObjectVersionId"))
              .ifMatch(location.text("ETag"))
              .build(),
          GetObjectResponse.class);
    } catch (Fault e) {
      if (e.code().equals("PreconditionFailed")) {
        throw new JobFailed(
            "ManifestETagMismatch", "The ETag of the manifest is not the one that was given.");
      }
      throw new JobFailed(
          e.code(),
          e.code().equals("AccessDenied")
              ? FORBIDDEN + e.code()
              : "Reading the manifest failed: " + e.code());
    }
  }

  private static JobTask task(List<String> fields, List<String> row) throws JobFailed {
    if (row.size() != fields.size()) {
      throw new JobFailed(
          "InvalidManifestContent",
          "The manifest has a row of " + row.size() + " fields, not " + fields.size() + ".");
    }
    String bucket = row.get(fields.indexOf("Bucket"));
    String key = row.get(fields.indexOf("Key"));
    int version = fields.indexOf("VersionId");
    try {
      return new JobTask(
          bucket,
          URLDecoder.decode(key, StandardCharsets.UTF_8),
          version < 0
              ? Optional.empty()
              : Optional.of(row.get(version)).filter(it -> !it.isEmpty()));
    } catch (IllegalArgumentException e) {
      throw new JobFailed(
          "InvalidManifestContent", "The manifest has a key that is not URL-encoded.");
    }
  }
}
