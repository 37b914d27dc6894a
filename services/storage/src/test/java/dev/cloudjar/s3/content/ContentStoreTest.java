package dev.cloudjar.s3.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import dev.cloudjar.s3.content.StoredContent.File;
import dev.cloudjar.s3.content.StoredContent.Inline;
import dev.cloudjar.s3.content.StoredContent.Pieces;
import dev.cloudjar.store.Durability;
import dev.cloudjar.store.FileBlobs;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.MemoryStore;
import dev.cloudjar.store.Spread;
import dev.cloudjar.store.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentStoreTest {
  private static final ContentKey KEY = new ContentKey(new byte[ContentKey.LENGTH_BYTES]);

  @TempDir Path directory;

  private final KeyValueStore store = new MemoryStore();
  private final Random random = new Random(7);
  private FileBlobs blobs;
  private ContentStore contents;
  private ContentReader reader;

  @BeforeEach
  void open() throws IOException {
    blobs = FileBlobs.open(directory, store, Durability.OS);
    contents = new ContentStore(blobs, new StandingClock(), new RandomBytes());
    reader = new ContentReader(contents);
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private ReceivedContent receive(byte[] bytes) throws IOException {
    return contents.receive(
        new PortionedBody(bytes),
        bytes.length,
        KEY,
        Spread.EVERY_ZONE,
        new ContentDigest(ChecksumAlgorithm.CRC32),
        result -> {});
  }

  private StoredContent keep(byte[] bytes) throws IOException {
    ReceivedContent received = receive(bytes);
    return contents.keep(store, received, transaction -> received.content());
  }

  private byte[] read(StoredContent content, @Nullable ByteRange range) throws IOException {
    Content opened =
        store.read(
            snapshot -> {
              try {
                return range == null
                    ? reader.open(snapshot, content, KEY)
                    : reader.open(snapshot, content, KEY, range);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    try (opened) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      write(opened, Channels.newChannel(out));
      assertThat(opened.sizeBytes()).isEqualTo(out.size());
      return out.toByteArray();
    }
  }

  private static void write(Content content, WritableByteChannel out) throws IOException {
    switch (content) {
      case Content.Bytes(ByteBuffer bytes) -> out.write(bytes.duplicate());
      case Content.Pulled pulled -> {
        ByteBuffer buffer = ByteBuffer.allocate(50_000);
        for (long left = pulled.sizeBytes(); left > 0; ) {
          Content.Lent lent = pulled.reader().lend(50_000);
          if (lent == null) {
            pulled.reader().read(buffer.clear());
            buffer.flip();
          }
          ByteBuffer next = lent == null ? buffer : lent.bytes();
          assertThat(next.remaining()).isPositive();
          left -= next.remaining();
          out.write(next);
          if (lent != null) {
            lent.giveBack().run();
          }
        }
      }
      case Content.Streamed streamed -> streamed.source().writeTo(out);
    }
  }

  private void release(StoredContent content) {
    change(
        transaction -> {
          contents.release(transaction, content);
          return content;
        });
  }

  private <T> T change(Function<Transaction, T> body) {
    return store.transact(body);
  }

  /** How many files hold bytes, once all that was given up is removed. */
  private long files() throws IOException {
    blobs.close();
    open();
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(file -> Files.isRegularFile(file) && file.toFile().length() > 0).count();
    }
  }

  private boolean holdsNoRows() {
    return store.read(
        snapshot -> {
          try (var rows =
              snapshot.scan(KeyRange.prefix(new KeyWriter().textPrefix("s3.").toBytes()))) {
            return !rows.next();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2_048, 2_049, 65_536, 65_537, 1_048_576, 3_000_001})
  void givesBackEverySizeAndEveryRange(int size) throws IOException {
    byte[] bytes = bytes(size);
    StoredContent content = keep(bytes);
    assertThat(content.sizeBytes()).isEqualTo(size);
    assertThat(Arrays.equals(read(content, null), bytes)).isTrue();
    for (int i = 0; i < 20 && size > 0; i++) {
      int first = random.nextInt(size);
      int last = first + random.nextInt(size - first);
      assertThat(
              Arrays.equals(
                  read(content, new ByteRange(first, last)),
                  Arrays.copyOfRange(bytes, first, last + 1)))
          .isTrue();
    }
    release(content);
    assertThat(files()).isZero();
    assertThat(holdsNoRows()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 10_000, 3_000_001})
  void leavesNoneOfItReadableOnTheDisk(int size) throws IOException {
    String marker = "a marker that nobody but its writer knows";
    byte[] bytes = marker.repeat(size / marker.length() + 1).getBytes(UTF_8);
    StoredContent content = keep(bytes);
    assertThat(Arrays.equals(read(content, null), bytes)).isTrue();
    if (content instanceof Inline(byte[] sealed)) {
      assertThat(new String(sealed, ISO_8859_1)).doesNotContain("marker");
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, ISO_8859_1)).doesNotContain("marker");
      }
    }
  }

  @Test
  void givesOutNothingThatWasChangedOnTheDisk() throws IOException {
    byte[] bytes = bytes(300_000);
    StoredContent content = keep(bytes);
    Path blob;
    try (Stream<Path> all = Files.walk(directory)) {
      blob = all.filter(file -> file.toFile().length() > 300_000).findFirst().orElseThrow();
    }
    byte[] sealed = Files.readAllBytes(blob);
    sealed[200_000] ^= 1;
    Files.write(blob, sealed);
    assertThat(Arrays.equals(read(content, new ByteRange(0, 99)), Arrays.copyOf(bytes, 100)))
        .isTrue();
    assertThatThrownBy(() -> read(content, null)).isInstanceOf(DamagedContentException.class);
    assertThatThrownBy(() -> read(content, new ByteRange(199_000, 199_001)))
        .isInstanceOf(DamagedContentException.class);
  }

  @Test
  void needsTheKeyThatItWasWrittenWith() throws IOException {
    ContentKey other = new ContentKey(bytes(ContentKey.LENGTH_BYTES));
    for (int size : new int[] {100, 10_000}) {
      StoredContent content = keep(bytes(size));
      assertThatThrownBy(
              () ->
                  reader.send(
                      store.read(snapshot -> reader.slices(snapshot, content, null)),
                      other,
                      Channels.newChannel(new ByteArrayOutputStream())))
          .isInstanceOf(DamagedContentException.class);
    }
  }

  @Test
  void digestsInTheBackgroundAsInTheForeground() throws IOException {
    byte[] bytes = bytes(2_500_000);
    ContentDigest digest = new ContentDigest(ChecksumAlgorithm.CRC32);
    digest.update(ByteBuffer.wrap(bytes));
    assertThat(receive(bytes).digest()).isEqualTo(digest.finish());
  }

  @Test
  void joinsMorePiecesThanAreHeldOpen() throws IOException {
    List<Piece> pieces = new ArrayList<>();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (int i = 0; i < 150; i++) {
      byte[] bytes = bytes(i % 10 == 0 ? 70_000 : i % 3 == 0 ? 3_000 : i);
      pieces.add(new Piece(whole.size(), null, keep(bytes)));
      whole.write(bytes);
    }
    StoredContent joined = change(transaction -> contents.join(transaction, pieces));
    byte[] expected = whole.toByteArray();
    assertThat(joined).isInstanceOf(Pieces.class);
    assertThat(Arrays.equals(read(joined, null), expected)).isTrue();
    for (int i = 0; i < 100; i++) {
      int first = random.nextInt(expected.length);
      int last = first + random.nextInt(Math.min(i < 50 ? 100_000 : 500, expected.length - first));
      assertThat(
              Arrays.equals(
                  read(joined, new ByteRange(first, last)),
                  Arrays.copyOfRange(expected, first, last + 1)))
          .isTrue();
    }
    release(joined);
    assertThat(files()).isZero();
    assertThat(holdsNoRows()).isTrue();
  }

  @Test
  void sharedContentIsKeptUntilTheLastLetsGo() throws IOException {
    byte[] bytes = bytes(100_000);
    File original = (File) keep(bytes);
    StoredContent second = change(transaction -> contents.share(transaction, original));
    StoredContent third = change(transaction -> contents.share(transaction, original));
    release(original);
    release(third);
    assertThat(Arrays.equals(read(second, null), bytes)).isTrue();
    assertThat(files()).isEqualTo(1);
    release(second);
    assertThat(files()).isZero();
    assertThat(holdsNoRows()).isTrue();
  }

  @Test
  void nothingIsLeftOfWhatIsRefused() throws IOException {
    for (int size : new int[] {10, 10_000, 200_000}) {
      byte[] bytes = bytes(size);
      assertThatThrownBy(
              () ->
                  contents.receive(
                      new PortionedBody(bytes),
                      size,
                      KEY,
                      Spread.EVERY_ZONE,
                      new ContentDigest(ChecksumAlgorithm.CRC32),
                      result -> {
                        throw new IllegalArgumentException("wrong");
                      }))
          .isInstanceOf(IllegalArgumentException.class);
      for (long announced : new long[] {size - 1, size + 1}) {
        assertThatThrownBy(
                () ->
                    contents.receive(
                        new PortionedBody(bytes),
                        announced,
                        KEY,
                        Spread.EVERY_ZONE,
                        new ContentDigest(ChecksumAlgorithm.CRC32),
                        result -> {}))
            .isInstanceOf(SizeMismatchException.class);
      }
      ReceivedContent received = receive(bytes);
      assertThatThrownBy(
              () ->
                  contents.keep(
                      store,
                      received,
                      transaction -> {
                        throw new IllegalStateException("not allowed");
                      }))
          .isInstanceOf(IllegalStateException.class);
      try (Stream<Path> all = Files.walk(directory)) {
        assertThat(all.filter(file -> file.toFile().isFile() && file.toFile().length() > 0))
            .isEmpty();
      }
    }
    assertThat(holdsNoRows()).isTrue();
  }

  /** Comes in portions of odd sizes, out of one buffer that is used again. */
  private static final class PortionedBody implements Body {
    private final byte[] bytes;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(10_007);
    private int position;

    PortionedBody(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public OptionalLong declaredSizeBytes() {
      return OptionalLong.of(bytes.length);
    }

    @Override
    public @Nullable ByteBuffer next() {
      if (position == bytes.length) {
        return null;
      }
      int count = Math.min(buffer.capacity(), bytes.length - position);
      buffer.clear().put(bytes, position, count).flip();
      position += count;
      return buffer;
    }

    @Override
    public Map<String, String> trailers() {
      return Map.of();
    }
  }

  private static final class StandingClock implements Clock {
    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public Instant wallTime() {
      return Instant.EPOCH;
    }
  }

  private final class RandomBytes implements Ids {
    @Override
    public String uuid() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String text(int length, String alphabet) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] bytes(int length) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return bytes;
    }
  }
}
