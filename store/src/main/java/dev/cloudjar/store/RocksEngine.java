package dev.cloudjar.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.Slice;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** Keeps pairs in RocksDB, with a write-ahead log. */
final class RocksEngine implements Engine {
  private static final long MEGABYTE = 1 << 20;
  private static final long CACHE_BYTES = 8 * MEGABYTE;
  private static final long MEMTABLE_BYTES = 16 * MEGABYTE;

  /** What a walk over some hundred deleted pairs takes. */
  private static final long SLOW_SCAN_NANOS = 100_000;

  private static final long LARGE_VALUE_BYTES = 4_096;
  private static final long LARGE_BATCH_BYTES = MEGABYTE;

  /** A range of up to this many pairs is deleted pair by pair, which costs later reads less. */
  private static final int SMALL_RANGE_PAIRS = 64;

  private final RocksDB db;
  private final WriteOptions writeOptions = new WriteOptions();
  private final List<RocksObject> owned;
  private WriteBatch batch = new WriteBatch();

  private RocksEngine(RocksDB db, List<RocksObject> owned) {
    this.db = db;
    this.owned = owned;
  }

  /**
   * @param nativeDirectory where RocksDB's library is unpacked to, if it isn't there yet
   */
  static RocksEngine open(Path directory, Path nativeDirectory) throws IOException {
    RocksLibrary.load(nativeDirectory);
    LRUCache cache = new LRUCache(CACHE_BYTES, 2);
    BloomFilter filter = new BloomFilter(10);
    TablePropertiesCollectorFactory compactDeletions =
        TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(10_000, 5_000, 0.5);
    Options options = options(cache, filter, compactDeletions);
    try {
      return new RocksEngine(
          RocksDB.open(options, directory.toString()),
          List.of(options, compactDeletions, filter, cache));
    } catch (RocksDBException e) {
      List.of(options, compactDeletions, filter, cache).forEach(RocksObject::close);
      throw new IOException("cannot open the rows in " + directory + ": " + e.getMessage(), e);
    }
  }

  private static Options options(
      LRUCache cache, BloomFilter filter, TablePropertiesCollectorFactory compactDeletions) {
    Options options = new Options().setCreateIfMissing(true);
    // Little memory: what is read often is in the operating system's cache anyway.
    options
        .setWriteBufferSize(MEMTABLE_BYTES)
        .setMaxWriteBufferNumber(2)
        .setMaxOpenFiles(256)
        .setMaxFileOpeningThreads(1)
        .setMaxBackgroundJobs(2)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFilterPolicy(filter));
    // One thread writes at a time.
    options.setAllowConcurrentMemtableWrite(false).setEnableWriteThreadAdaptiveYield(false);
    // After a crash: all up to where the log is torn.
    options
        .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
        .setRecycleLogFileNum(2)
        .setWalBytesPerSync(MEGABYTE)
        .setBytesPerSync(MEGABYTE);
    // Large values lie apart, so that compaction doesn't copy them again and again; as they are,
    // for most are content, which costs more to pack than to write.
    options
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setEnableBlobFiles(true)
        .setMinBlobSize(LARGE_VALUE_BYTES)
        .setBlobFileSize(64 * MEGABYTE)
        .setBlobCompressionType(CompressionType.NO_COMPRESSION)
        .setEnableBlobGarbageCollection(true)
        .setBlobGarbageCollectionForceThreshold(0.5);
    // Queues delete as much as they write: don't make scans walk over what is gone.
    options.setMemtableMaxRangeDeletions(200);
    options.setTablePropertiesCollectorFactory(List.of(compactDeletions));
    // No reports.
    options
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2)
        .setMaxLogFileSize(MEGABYTE)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0)
        .setSkipStatsUpdateOnDbOpen(true)
        .setMaxManifestFileSize(16 * MEGABYTE)
        .setManifestPreallocationSize(64 << 10)
        .setAvoidUnnecessaryBlockingIO(true);
    return options;
  }

  @Override
  public View view() {
    return new RocksView(db);
  }

  @Override
  public void apply(WriteSet writes) {
    try {
      Ranges.Cursor cleared = writes.cleared().all();
      for (KeyRange each = cleared.next(); each != null; each = cleared.next()) {
        deleteRange(each);
      }
      SortedTree.Cursor keys = writes.keys().all();
      for (SortedTree.Entry each = keys.next(); each != null; each = keys.next()) {
        byte[] value = each.value();
        if (value == null) {
          batch.delete(each.key());
        } else {
          batch.put(each.key(), value);
        }
      }
      db.write(writeOptions, batch);
    } catch (RocksDBException e) {
      throw failure(e);
    } finally {
      clearBatch();
    }
  }

  @Override
  public void sync() {
    try {
      db.syncWal();
    } catch (RocksDBException e) {
      throw failure(e);
    }
  }

  @Override
  public OptionalLong slowScanNanos() {
    return OptionalLong.of(SLOW_SCAN_NANOS);
  }

  @Override
  public void close() {
    batch.close();
    writeOptions.close();
    db.close();
    owned.forEach(RocksObject::close);
  }

  private void deleteRange(KeyRange range) throws RocksDBException {
    try (RocksScan scan = new RocksScan(db, null, range, true)) {
      byte[][] found = new byte[SMALL_RANGE_PAIRS][];
      int count = 0;
      while (count < SMALL_RANGE_PAIRS && scan.next()) {
        found[count++] = scan.key();
      }
      if (count < SMALL_RANGE_PAIRS) {
        for (int i = 0; i < count; i++) {
          batch.delete(found[i]);
        }
        return;
      }
    }
    byte[] end = range.end();
    if (end == null) {
      try (RocksScan scan = new RocksScan(db, null, range, false)) {
        scan.next();
        batch.deleteRange(range.start(), Arrays.copyOf(scan.key(), scan.key().length + 1));
      }
    } else {
      batch.deleteRange(range.start(), end);
    }
  }

  private void clearBatch() {
    if (batch.getDataSize() > LARGE_BATCH_BYTES) {
      batch.close();
      batch = new WriteBatch();
    } else {
      batch.clear();
    }
  }

  private static IllegalStateException failure(RocksDBException cause) {
    return new IllegalStateException("RocksDB failed: " + cause.getMessage(), cause);
  }

  private static final class RocksView implements View {
    private final RocksDB db;
    private final org.rocksdb.Snapshot snapshot;
    private final ReadOptions options;

    RocksView(RocksDB db) {
      this.db = db;
      this.snapshot = db.getSnapshot();
      this.options = new ReadOptions().setSnapshot(snapshot);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      try {
        return db.get(options, key);
      } catch (RocksDBException e) {
        throw failure(e);
      }
    }

    @Override
    public Scan scan(KeyRange range) {
      return new RocksScan(db, snapshot, range, true);
    }

    @Override
    public Scan scanReverse(KeyRange range) {
      return new RocksScan(db, snapshot, range, false);
    }

    @Override
    public void close() {
      options.close();
      db.releaseSnapshot(snapshot);
      snapshot.close();
    }
  }

  private static final class RocksScan implements Scan {
    private final KeyRange range;
    private final boolean ascending;
    private final ReadOptions options;
    private final @Nullable Slice bound;
    private final RocksIterator iterator;
    private boolean started;

    RocksScan(
        RocksDB db, org.rocksdb.@Nullable Snapshot snapshot, KeyRange range, boolean ascending) {
      this.range = range;
      this.ascending = ascending;
      this.options = new ReadOptions();
      if (snapshot != null) {
        options.setSnapshot(snapshot);
      }
      this.bound = bound(range, ascending);
      if (bound != null && ascending) {
        options.setIterateUpperBound(bound);
      } else if (bound != null) {
        options.setIterateLowerBound(bound);
      }
      this.iterator = db.newIterator(options);
    }

    @Override
    public boolean next() {
      if (!started) {
        started = true;
        start();
      } else if (ascending) {
        iterator.next();
      } else {
        iterator.prev();
      }
      if (iterator.isValid()) {
        return true;
      }
      try {
        iterator.status();
      } catch (RocksDBException e) {
        throw failure(e);
      }
      return false;
    }

    @Override
    public byte[] key() {
      return iterator.key();
    }

    @Override
    public byte[] value() {
      return iterator.value();
    }

    @Override
    public void close() {
      iterator.close();
      options.close();
      if (bound != null) {
        bound.close();
      }
    }

    private void start() {
      byte[] end = range.end();
      if (ascending) {
        iterator.seek(range.start());
      } else if (end == null) {
        iterator.seekToLast();
      } else {
        iterator.seekForPrev(end);
        if (iterator.isValid() && Arrays.equals(iterator.key(), end)) {
          iterator.prev();
        }
      }
    }

    private static @Nullable Slice bound(KeyRange range, boolean ascending) {
      byte[] bytes = ascending ? range.end() : range.start();
      return bytes == null ? null : new Slice(bytes);
    }
  }
}
