package dev.cloudjar.s3;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.cloud.WholeBody;
import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.JobFaults.JobFailed;
import dev.cloudjar.s3.batch.Job;
import dev.cloudjar.s3.batch.JobProgress;
import dev.cloudjar.s3.batch.JobStore;
import dev.cloudjar.store.KeyValueStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what became of the objects of a job, as a call of the job's role.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html">Completion
 *     reports</a>
 */
final class JobReportOperations {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LINES_AT_A_TIME = 1000;
  private static final int NAME_BYTES = 20;

  private final KeyValueStore store;
  private final Ids ids;
  private final JobStore jobs;

  JobReportOperations(KeyValueStore store, Ids ids, JobStore jobs) {
    this.store = store;
    this.ids = ids;
    this.jobs = jobs;
  }

  /** Writes the report where there is one to be written. */
  void write(RoomCaller role, Job job, Structure report, Instant now) throws JobFailed {
    JobProgress.Counts counts = job.progress().counts();
    String bucket = S3Arn.of(report.text("Bucket")).bucket();
    String prefix = report.text("Prefix");
    String folder = (prefix == null ? "" : prefix + "/") + "job-" + job.id() + "/";
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("Format", "Report_CSV_20180820");
    manifest.put("ReportCreationDate", now.truncatedTo(ChronoUnit.MILLIS).toString());
    ArrayNode written = manifest.putArray("Results");
    manifest.put(
        "ReportSchema",
        "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage");
    try {
      if (counts.succeeded() > 0 && "AllTasks".equals(report.text("ReportScope"))) {
        written.add(file(role, job, bucket, folder, true, counts.succeededBytes()));
      }
      if (counts.failed() > 0) {
        written.add(file(role, job, bucket, folder, false, counts.failedBytes()));
      }
      byte[] text = JSON.writeValueAsBytes(manifest);
      String md5 =
          put(role, bucket, folder + "manifest.json", new WholeBody(ByteBuffer.wrap(text)));
      put(
          role,
          bucket,
          folder + "manifest.json.md5",
          new WholeBody(ByteBuffer.wrap(md5.getBytes(StandardCharsets.US_ASCII))));
    } catch (Fault e) {
      throw new JobFailed(
          e.code(),
          "Job report could not be written to your report bucket. Please check your permissions.");
    }
  }

  private ObjectNode file(
      RoomCaller role, Job job, String bucket, String folder, boolean success, long sizeBytes) {
    String key = folder + "results/" + HexFormat.of().formatHex(ids.bytes(NAME_BYTES)) + ".csv";
    String md5 = put(role, bucket, key, new Lines(job, success, sizeBytes));
    ObjectNode file = JSON.createObjectNode();
    file.put("TaskExecutionStatus", success ? "succeeded" : "failed");
    file.put("Bucket", bucket);
    file.put("MD5Checksum", md5);
    file.put("Key", key);
    return file;
  }

  /** Answers the MD5, which is the ETag of what is sealed under S3's own key. */
  private static String put(RoomCaller role, String bucket, String key, Body body) {
    String etag =
        role.upload(
                PutObjectRequest.builder()
                    .bucket(bucket)
                    .key(key)
                    .contentLength(body.declaredSizeBytes().orElseThrow())
                    .serverSideEncryption(Encryption.AES256)
                    .build(),
                body,
                PutObjectResponse.class)
            .eTag();
    return ReadCondition.unquoted(etag);
  }

  /** The lines of a report, page by page. */
  private final class Lines implements Body {
    private final Job job;
    private final boolean success;
    private final long sizeBytes;
    private long last = -1;

    Lines(Job job, boolean success, long sizeBytes) {
      this.job = job;
      this.success = success;
      this.sizeBytes = sizeBytes;
    }

    @Override
    public OptionalLong declaredSizeBytes() {
      return OptionalLong.of(sizeBytes);
    }

    @Override
    public @Nullable ByteBuffer next() {
      SortedMap<Long, String> page =
          store.read(snapshot -> jobs.lines(snapshot, job, success, last, LINES_AT_A_TIME));
      if (page.isEmpty()) {
        return null;
      }
      last = page.lastKey();
      return ByteBuffer.wrap(String.join("", page.values()).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Map<String, String> trailers() {
      return Map.of();
    }
  }
}
