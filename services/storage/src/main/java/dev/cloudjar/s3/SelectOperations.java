package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Operations.Download;
import dev.cloudjar.cloud.Operations.EventAnswer;
import dev.cloudjar.cloud.Sink;
import dev.cloudjar.s3.content.ContentInput;
import dev.cloudjar.s3.select.CsvColumns;
import dev.cloudjar.s3.select.CsvFormat;
import dev.cloudjar.s3.select.CsvRecords;
import dev.cloudjar.s3.select.JsonRecords;
import dev.cloudjar.s3.select.ParquetRecords;
import dev.cloudjar.s3.select.Query;
import dev.cloudjar.s3.select.Records;
import dev.cloudjar.s3.select.SelectException;
import dev.cloudjar.s3.select.Selection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ExpressionType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.SelectObjectContentRequest;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponse;

/**
 * Queries what is in one object.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_SelectObjectContent.html">SelectObjectContent</a>
 */
final class SelectOperations {
  /** Set to {@code closed} for accounts that AWS would take for new to Select, and refuse. */
  private static final String SETTING = "cloudjar.s3.select";

  private final Clock clock;
  private final ObjectReadOperations reads;

  SelectOperations(Clock clock, ObjectReadOperations reads) {
    this.clock = clock;
    this.reads = reads;
  }

  EventAnswer<SelectObjectContentResponse> select(Call call, SelectObjectContentRequest request) {
    if ("closed".equals(System.getProperty(SETTING))) {
      throw SelectFaults.closed();
    }
    if (request.expressionType() != ExpressionType.SQL) {
      throw request.expressionType() == null
          ? SelectFaults.missing("ExpressionType")
          : SelectFaults.invalid("InvalidExpressionType", "ExpressionType");
    }
    SelectInput input = SelectInput.of(request);
    Query query = parse(request.expression());
    GetObjectResponse found = described(call, request);
    ScanSpan span = ScanSpan.of(request.scanRange(), input, found.contentLength());
    Reading reading = new Reading(call, request, input, query, span, found);
    return new EventAnswer<>(
        SelectObjectContentResponse.builder().build(), sink -> tell(reading, sink));
  }

  private static Query parse(@Nullable String expression) {
    if (expression == null) {
      throw SelectFaults.missing("Expression");
    }
    try {
      return Query.parse(expression);
    } catch (SelectException e) {
      throw SelectFaults.of(e);
    }
  }

  private GetObjectResponse described(Call call, SelectObjectContentRequest request) {
    Download<GetObjectResponse> download = get(call, request, null, null);
    download.content().close();
    return download.response();
  }

  /**
   * Reads the object.
   *
   * @param etag what it has to be; null for anything
   * @param range null for all of it
   */
  private Download<GetObjectResponse> get(
      Call call,
      SelectObjectContentRequest request,
      @Nullable String etag,
      @Nullable String range) {
    return reads.get(
        call,
        GetObjectRequest.builder()
            .bucket(request.bucket())
            .key(request.key())
            .expectedBucketOwner(request.expectedBucketOwner())
            .sseCustomerAlgorithm(request.sseCustomerAlgorithm())
            .sseCustomerKey(request.sseCustomerKey())
            .sseCustomerKeyMD5(request.sseCustomerKeyMD5())
            .ifMatch(etag)
            .range(range)
            .build());
  }

  /** What is read, and how. */
  private record Reading(
      Call call,
      SelectObjectContentRequest request,
      SelectInput input,
      Query query,
      ScanSpan span,
      GetObjectResponse object) {}

  private void tell(Reading reading, Sink sink) throws IOException {
    boolean progress =
        reading.request.requestProgress() != null
            && Boolean.TRUE.equals(reading.request.requestProgress().enabled());
    SelectStreamOperations events = new SelectStreamOperations(sink, progress);
    Selection selection = new Selection(reading.query, reading.input.output(), clock.now(), events);
    try {
      if (reading.input.isParquet()) {
        Records records =
            new ParquetRecords(
                (offset, length) -> range(reading, events, offset, length),
                reading.object.contentLength());
        selection.run(
            results ->
                records.read(
                    row -> {
                      events.tellIfDue();
                      return results.take(row);
                    }));
      } else {
        runStream(reading, selection, events);
      }
    } catch (SelectException e) {
      throw SelectFaults.of(e);
    }
    events.end();
  }

  private ByteBuffer range(Reading reading, SelectStreamOperations events, long offset, int length)
      throws IOException {
    if (length == 0) {
      return ByteBuffer.allocate(0);
    }
    try (InputStream in = open(reading, offset, offset + length - 1)) {
      byte[] bytes = in.readNBytes(length);
      events.read(bytes.length);
      return ByteBuffer.wrap(bytes);
    }
  }

  private InputStream open(Reading reading, long first, long last) {
    String range = first == 0 && last == Long.MAX_VALUE ? null : "bytes=" + first + "-";
    return new ContentInput(
        get(
                reading.call,
                reading.request,
                reading.object.eTag(),
                range == null || last == Long.MAX_VALUE ? range : range + last)
            .content());
  }

  private void runStream(Reading reading, Selection selection, SelectStreamOperations events)
      throws IOException {
    if (reading.object.contentLength() == 0) {
      selection.run(sink -> {});
      return;
    }
    CsvFormat csv = reading.input.csv();
    long first = reading.span.first();
    CsvColumns columns =
        csv != null && first > 0 && csv.header() == CsvFormat.Header.USE
            ? header(reading, csv, events)
            : null;
    long lead = csv == null ? 1 : csv.recordDelimiter().getBytes(StandardCharsets.UTF_8).length;
    long base = Math.max(0, first - lead);
    try (InputStream raw = events.scanned(open(reading, base, Long.MAX_VALUE));
        InputStream in = events.processed(reading.input.compression().open(raw))) {
      long lastStart =
          reading.span.last() == Long.MAX_VALUE ? Long.MAX_VALUE : reading.span.last() - base;
      Records records =
          csv != null
              ? new CsvRecords(in, unlessBehind(csv, first), columns, first > 0, lastStart)
              : lines(in, reading.query, first > 0, lastStart);
      selection.run(records);
    }
  }

  /** Behind the beginning there is no header to leave out. */
  private static CsvFormat unlessBehind(CsvFormat csv, long first) {
    return first == 0
        ? csv
        : new CsvFormat(
            CsvFormat.Header.NONE,
            csv.fieldDelimiter(),
            csv.recordDelimiter(),
            csv.quote(),
            csv.escape(),
            csv.comment(),
            csv.quotedDelimiters());
  }

  private CsvColumns header(Reading reading, CsvFormat csv, SelectStreamOperations events)
      throws IOException {
    try (InputStream in = events.scanned(open(reading, 0, Long.MAX_VALUE))) {
      return new CsvRecords(in, csv, null, false, Long.MAX_VALUE).columns();
    }
  }

  private static Records lines(InputStream in, Query query, boolean behind, long lastStart)
      throws IOException {
    long skipped = 0;
    if (behind) {
      int next = in.read();
      skipped++;
      while (next >= 0 && next != '\n') {
        next = in.read();
        skipped++;
      }
    }
    return new JsonRecords(
        in, query, lastStart == Long.MAX_VALUE ? lastStart : lastStart - skipped);
  }
}
