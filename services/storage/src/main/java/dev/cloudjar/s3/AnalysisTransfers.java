package dev.cloudjar.s3;

import dev.cloudjar.cloud.Backlog;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.CallObserver;
import dev.cloudjar.s3.AnalysedBuckets.Analysed;
import dev.cloudjar.s3.AnalysisStore.Part;
import dev.cloudjar.s3.AnalysisStore.Transfer;
import dev.cloudjar.s3.AnalysisTransferWriter.Seen;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Counts what is uploaded to and retrieved from analysed buckets. Uploads in parts are not counted,
 * as with AWS.
 */
final class AnalysisTransfers implements CallObserver {
  private final AnalysedBuckets analysed;
  private final Backlog<Seen> backlog;

  AnalysisTransfers(AnalysedBuckets analysed, Backlog<Seen> backlog) {
    this.analysed = analysed;
    this.backlog = backlog;
  }

  @Override
  public void answered(Answered answered) {
    Call call = answered.call();
    SdkPojo request = answered.request();
    SdkPojo response = answered.response();
    if (request == null || response == null || !call.service().equals("s3")) {
      return;
    }
    boolean get = call.operation().equals("GetObject");
    if (!get && !call.operation().equals("PutObject")) {
      return;
    }
    Collection<Analysed> all = analysed.of(Partition.of(call.region()), text(request, "Bucket"));
    if (all.isEmpty()) {
      return;
    }
    String key = text(request, "Key");
    Part part = part(get ? response : request, get, call.time());
    long bytes = bytes(get ? response : request);
    Transfer transfer = get ? new Transfer(0, bytes, 1) : new Transfer(bytes, 0, 0);
    long day = LocalDate.ofInstant(call.time(), ZoneOffset.UTC).toEpochDay();
    for (Analysed each : all) {
      if (key.startsWith(each.prefix())) {
        backlog.add(new Seen(each, key, day, part, transfer));
      }
    }
  }

  private static Part part(SdkPojo shape, boolean get, Instant now) {
    String named = text(shape, "StorageClass");
    Instant uploaded =
        get && Members.get(shape, "LastModified") instanceof Instant time ? time : now;
    return new Part(
        named.isEmpty() ? "STANDARD" : named, AnalysisAge.of(size(shape), uploaded, now));
  }

  /** Of the whole object, of which only a range may have been read. */
  private static long size(SdkPojo shape) {
    String range = Members.find(shape, "ContentRange") == null ? "" : text(shape, "ContentRange");
    int slash = range.indexOf('/');
    return slash < 0 ? bytes(shape) : Long.parseLong(range.substring(slash + 1));
  }

  private static long bytes(SdkPojo shape) {
    return Members.get(shape, "ContentLength") instanceof Long bytes ? bytes : 0;
  }

  private static String text(SdkPojo shape, String member) {
    @Nullable String text = Members.text(shape, member);
    return Objects.requireNonNullElse(text, "");
  }
}
