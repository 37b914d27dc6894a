package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordCodecTest {

  record Numbers(
      int i,
      long l,
      short s,
      byte b,
      double d,
      float f,
      char c,
      boolean flag,
      Integer boxed,
      @Nullable Long absent,
      BigInteger big,
      BigDecimal decimal) {}

  @Test
  void keepsNumbers() {
    assertKept(
        Numbers.class,
        new Numbers(
            Integer.MIN_VALUE,
            Long.MAX_VALUE,
            (short) -3,
            (byte) -128,
            Math.PI,
            -0.1f,
            'é',
            true,
            0,
            null,
            BigInteger.TWO.pow(200).negate(),
            new BigDecimal("-12345678901234567890.0123456789")));
    assertKept(
        Numbers.class,
        new Numbers(
            0,
            0,
            (short) 0,
            (byte) 0,
            -0.0,
            Float.NaN,
            '\0',
            false,
            -1,
            Long.MIN_VALUE,
            BigInteger.ZERO,
            BigDecimal.ZERO));
  }

  enum Level {
    LOW,
    @StoredName("TOP")
    HIGH {
      @Override
      public String toString() {
        return "the highest";
      }
    }
  }

  record Texts(
      String text, Level level, Instant time, Duration length, LocalDate date, UUID id, URI uri) {}

  @Test
  void keepsTextsAndTimes() {
    for (Instant time :
        List.of(Instant.EPOCH, Instant.MIN, Instant.MAX, Instant.parse("1969-12-31T23:59:59.7Z"))) {
      assertKept(
          Texts.class,
          new Texts(
              "grüße \uD83D\uDE00 \0",
              Level.HIGH,
              time,
              Duration.ofSeconds(-1, 5),
              LocalDate.of(2024, 2, 29),
              new UUID(1, 2),
              URI.create("s3://bucket/key")));
    }
  }

  @Test
  void replacesHalfASurrogatePairSinceUtf8HasNone() {
    RecordCodec<Renamed> codec = RecordCodec.of(Renamed.class);
    assertThat(codec.read(codec.write(new Renamed("a\uD83D"))).now()).startsWith("a").hasSize(2);
  }

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Bytes(byte[] array, ByteBuffer buffer, ByteBuffer direct) {}

  @Test
  void keepsBytes() {
    byte[] content = new byte[70_000];
    Arrays.fill(content, (byte) 0xFF);
    ByteBuffer direct = ByteBuffer.allocateDirect(3).put(new byte[] {1, 2, 3}).flip();
    RecordCodec<Bytes> codec = RecordCodec.of(Bytes.class);

    Bytes read =
        codec.read(codec.write(new Bytes(content, ByteBuffer.wrap(content, 5, 7), direct)));

    assertThat(read.array()).isEqualTo(content);
    assertThat(read.buffer()).isEqualTo(ByteBuffer.wrap(content, 5, 7));
    assertThat(read.direct()).isEqualTo(direct);
    assertThat(direct.remaining()).isEqualTo(3);
  }

  record Point(int x, int y) {}

  record Containers(
      Optional<Point> some,
      Optional<String> none,
      List<Point> list,
      Set<Level> set,
      SortedSet<String> sorted,
      Map<String, List<Integer>> byText,
      Map<Level, String> byLevel,
      Map<Point, Point> byPoint,
      NavigableMap<Long, Boolean> byNumber) {}

  @Test
  void keepsContainers() {
    assertKept(
        Containers.class,
        new Containers(
            Optional.of(new Point(1, 0)),
            Optional.empty(),
            List.of(new Point(0, 0), new Point(-1, 2)),
            Set.of(Level.LOW, Level.HIGH),
            new TreeSet<>(List.of("b", "a")),
            Map.of("", List.of(), "x", List.of(1, 2)),
            Map.of(Level.HIGH, "up"),
            Map.of(new Point(1, 1), new Point(2, 2)),
            new TreeMap<>(Map.of(5L, true, -5L, false))));
  }

  record Ordered(Map<String, String> map, Set<String> set, List<@Nullable String> list) {}

  @Test
  void keepsTheOrderOfSetsAndMapsAndNullsInLists() {
    Map<String, String> map = new LinkedHashMap<>();
    Set<String> set = new LinkedHashSet<>();
    for (String each : List.of("q", "a", "z", "m")) {
      map.put(each, each);
      set.add(each);
    }
    RecordCodec<Ordered> codec = RecordCodec.of(Ordered.class);

    Ordered read = codec.read(codec.write(new Ordered(map, set, Arrays.asList("x", null))));

    assertThat(read.map().keySet()).containsExactly("q", "a", "z", "m");
    assertThat(read.set()).containsExactly("q", "a", "z", "m");
    assertThat(read.list()).containsExactly("x", null);
  }

  @Test
  void readsCollectionsThatCannotBeChanged() {
    RecordCodec<Ordered> codec = RecordCodec.of(Ordered.class);
    Ordered read = codec.read(codec.write(new Ordered(Map.of(), Set.of("a"), List.of("b"))));

    assertThatThrownBy(() -> read.map().put("a", "b"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> read.set().clear()).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> read.list().clear()).isInstanceOf(UnsupportedOperationException.class);
  }

  sealed interface Figure {}

  record Circle(double radius) implements Figure {}

  @StoredName("Square")
  record Box(double side) implements Figure {}

  enum Constant implements Figure {
    NOTHING,
    EVERYTHING
  }

  sealed interface Group extends Figure {}

  record Union(List<Figure> parts) implements Group {}

  record Empty() implements Group {}

  record Drawing(@Nullable Figure figure, List<Figure> others) {}

  @Test
  void keepsSealedInterfacesThatHoldTheirOwnKind() {
    assertKept(
        Figure.class,
        new Union(
            List.of(
                new Circle(1),
                new Box(0),
                new Union(List.of(Constant.EVERYTHING, new Empty())),
                Constant.NOTHING)));
    assertKept(Drawing.class, new Drawing(new Circle(2), List.of(new Empty(), new Box(3))));
    assertKept(Drawing.class, new Drawing(null, List.of()));
  }

  record Page<T>(List<T> items, Optional<Page<T>> next) {}

  record Book(Page<Point> points, Page<String> texts) {}

  @Test
  void keepsGenericRecords() {
    assertKept(
        Book.class,
        new Book(
            new Page<>(List.of(new Point(1, 2)), Optional.empty()),
            new Page<>(
                List.of("a"), Optional.of(new Page<>(List.of("b", "c"), Optional.empty())))));
  }

  record Old(String name, int count, List<Point> gone, Map<String, Old> more, Level level) {}

  record New(
      Level level,
      String name,
      boolean flag,
      long number,
      @Nullable String note,
      Optional<Point> point,
      List<String> list,
      Map<String, String> map,
      Set<String> set,
      @Nullable Point nested,
      long count) {}

  @Test
  void readsRowsOfAnOlderAndOfANewerProgram() {
    Old inner = new Old("inner", 1, List.of(new Point(1, 1)), Map.of(), Level.LOW);
    Old old = new Old("name", 7, List.of(new Point(1, 1)), Map.of("a", inner), Level.HIGH);
    New read = RecordCodec.of(New.class).read(RecordCodec.of(Old.class).write(old));

    assertThat(read)
        .isEqualTo(
            new New(
                Level.HIGH,
                "name",
                false,
                0,
                null,
                Optional.empty(),
                List.of(),
                Map.of(),
                Set.of(),
                null,
                7));
    assertThat(RecordCodec.of(Old.class).read(RecordCodec.of(New.class).write(read)))
        .isEqualTo(new Old("name", 7, List.of(), Map.of(), Level.HIGH));
  }

  record Before(String then) {}

  record Renamed(@StoredName("then") String now) {}

  @Test
  void keepsTheNameThatTheSourceGaveUp() {
    assertThat(RecordCodec.of(Renamed.class).read(RecordCodec.of(Before.class).write(b("x"))))
        .isEqualTo(new Renamed("x"));
  }

  record Wants(@Nullable Integer number, @Nullable List<String> list) {}

  record Primitive(int number, List<String> list) {}

  @Test
  void tellsNullFromEmpty() {
    assertKept(Wants.class, new Wants(null, null));
    assertKept(Wants.class, new Wants(0, List.of()));
    assertThat(
            RecordCodec.of(Primitive.class)
                .read(RecordCodec.of(Wants.class).write(new Wants(null, null)))
                .number())
        .isZero();
  }

  record Positive(int number) {
    Positive {
      if (number <= 0) {
        throw new IllegalArgumentException("not positive");
      }
    }
  }

  @Test
  void letsARecordRefuseARow() {
    byte[] row = RecordCodec.of(Primitive.class).write(new Primitive(-1, List.of()));

    assertThatThrownBy(() -> RecordCodec.of(Positive.class).read(row))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Positive")
        .hasRootCauseMessage("not positive");
  }

  record Unsupported(List<Object> anything) {}

  @Test
  void saysWhatCannotBeStored() {
    assertThatThrownBy(() -> RecordCodec.of(Unsupported.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Unsupported.anything")
        .hasMessageContaining("java.lang.Object");
  }

  record Zone(ZoneId id) {}

  @Test
  void keepsZonesAndManyValues() {
    assertKept(Zone.class, new Zone(ZoneId.of("Europe/Berlin")));
    assertKept(
        Ordered.class,
        new Ordered(
            Collections.singletonMap("k", "v".repeat(100_000)),
            Set.of(),
            Collections.nCopies(20_000, "x")));
  }

  private static Before b(String value) {
    return new Before(value);
  }

  private static <T> void assertKept(Class<T> type, T value) {
    RecordCodec<T> codec = RecordCodec.of(type);
    assertThat(codec.read(codec.write(value))).isEqualTo(value);
  }
}
