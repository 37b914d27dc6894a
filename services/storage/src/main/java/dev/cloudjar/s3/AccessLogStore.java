package dev.cloudjar.s3;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import dev.cloudjar.store.ValueCodec;
import java.util.ArrayList;
import java.util.List;

/** The rows of access logs that have not been delivered: pages of lines. */
final class AccessLogStore {
  private final Table<PageKey, Page> pages =
      new Table<>("s3.access-log", PageKey.CODEC, Page.VALUE);

  /**
   * A line that is to be delivered.
   *
   * @param timeMillis when the request came
   */
  record Line(long timeMillis, String text) {}

  /** Lines of one bucket that were written down together. */
  record Page(List<Line> lines) {
    static final ValueCodec<Page> VALUE =
        new ValueCodec<>() {
          @Override
          public byte[] write(Page page) {
            RowWriter out = new RowWriter(512 * page.lines.size()).number(page.lines.size());
            page.lines.forEach(line -> out.number(line.timeMillis).text(line.text));
            return out.toBytes();
          }

          @Override
          public Page read(byte[] bytes) {
            RowReader in = new RowReader(bytes);
            int count = in.integer();
            List<Line> lines = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
              lines.add(new Line(in.number(), in.text()));
            }
            return new Page(lines);
          }
        };
  }

  /**
   * Where a page stands.
   *
   * @param writtenMillis on the virtual clock
   * @param unique tells pages of one moment apart
   */
  record PageKey(long bucket, long writtenMillis, long unique) {
    static final KeyCodec<PageKey> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(PageKey key, KeyWriter out) {
            out.number(key.bucket).number(key.writtenMillis).number(key.unique);
          }

          @Override
          public PageKey read(KeyReader in) {
            return new PageKey(in.number(), in.number(), in.number());
          }
        };
  }

  void put(Transaction transaction, PageKey key, Page page) {
    pages.put(transaction, key, page);
  }

  void delete(Transaction transaction, PageKey key) {
    pages.delete(transaction, key);
  }

  void deleteAll(Transaction transaction, long bucket) {
    pages.deleteRange(transaction, pages.startingWith(out -> out.number(bucket)));
  }

  /** Forgets what was written before a time. */
  void deleteBefore(Transaction transaction, long bucket, long millis) {
    KeyRange all = pages.startingWith(out -> out.number(bucket));
    pages.deleteRange(
        transaction, all.until(pages.bound(out -> out.number(bucket).number(millis))));
  }

  /** A page with the place where it stands. */
  record Found(PageKey key, Page page) {}

  /** The oldest pages of a bucket that have no more lines together than that, one at the least. */
  List<Found> oldest(Snapshot snapshot, long bucket, int maxLines) {
    List<Found> found = new ArrayList<>();
    int lines = 0;
    try (Rows<PageKey, Page> rows =
        pages.scan(snapshot, pages.startingWith(out -> out.number(bucket)))) {
      while (rows.next()) {
        lines += rows.value().lines().size();
        if (lines > maxLines && !found.isEmpty()) {
          break;
        }
        found.add(new Found(rows.key(), rows.value()));
      }
    }
    return found;
  }
}
