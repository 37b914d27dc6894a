package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.s3.PlainBucket.PlainVersion;
import dev.cloudjar.s3.PlainBucket.Shown;
import dev.cloudjar.s3.Version.DeleteMarker;
import dev.cloudjar.s3.Version.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random buckets, listed page by page in random ways, come to what a plain model says. */
@Behaviour({"S3-OBJECT-01", "S3-VERSION-01", "S3-VERSION-02", "S3-VERSION-03"})
class ListingPropertyTest {
  private static final String[] LETTERS = {"a", "b", "/", "//", "é", "\u0001", "😀", "\uFFFD", "%"};
  private static final String[] DELIMITERS = {"/", "a", "//", "b/", "😀"};

  private final StoredBucket stored = new StoredBucket();
  private final PlainBucket plain = new PlainBucket();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void listsWhatThereIs(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < 60; i++) {
        change(random);
      }
      for (int i = 0; i < 12; i++) {
        Listing listing =
            new Listing(
                random.nextInt(3) == 0 ? key(random, 2) : "",
                random.nextInt(3) == 0 ? null : pick(random, DELIMITERS),
                random.nextInt(1, 7));
        assertThat(objects(listing)).isEqualTo(plain.list(listing, false));
        assertThat(versions(listing)).isEqualTo(plain.list(listing, true));
      }
      for (PlainVersion version : plain.allVersions()) {
        assertThat(plain(version.key(), stored.find(version.key(), version.id())))
            .isEqualTo(version);
      }
      for (String key : plain.allKeys()) {
        assertThat(plain(key, stored.latest(key))).isEqualTo(plain.latest(key));
      }
    }
    deleteAll();
    assertThat(stored.isEmpty()).isTrue();
  }

  private void change(RandomGenerator random) {
    String key = key(random, 3);
    switch (random.nextInt(20)) {
      case 0 -> {
        Versioning versioning = random.nextBoolean() ? Versioning.ENABLED : Versioning.SUSPENDED;
        stored.set(versioning);
        plain.set(versioning);
      }
      case 1, 2, 3 -> {
        DeleteMarker marker = stored.delete(key);
        plain.delete(key, marker == null ? VersionId.NULL : marker.versionId());
      }
      case 4, 5, 6 -> {
        List<PlainVersion> all = plain.allVersions();
        if (!all.isEmpty()) {
          PlainVersion version = all.get(random.nextInt(all.size()));
          stored.deleteVersion(version.key(), version.id());
          plain.deleteVersion(version.key(), version.id());
        }
      }
      default -> {
        String etag = Integer.toString(random.nextInt());
        plain.put(key, stored.put(key, etag).versionId(), etag);
      }
    }
  }

  private void deleteAll() {
    for (PlainVersion version : plain.allVersions()) {
      stored.deleteVersion(version.key(), version.id());
    }
  }

  private List<Shown> objects(Listing listing) {
    List<Shown> shown = new ArrayList<>();
    ObjectListings.Start start = ObjectListings.BEGINNING;
    while (true) {
      Page<ListedObject> page = stored.objects(listing, start);
      add(
          shown,
          page.entries().stream()
              .map(each -> new Shown(plain(each.key(), each.object()), null, true))
              .toList(),
          page.commonPrefixes(),
          listing);
      Page.Last<ListedObject> last = page.last();
      if (last == null) {
        return shown;
      }
      start =
          last.entry() == null
              ? new ObjectListings.Start.AfterPrefix(last.key())
              : new ObjectListings.Start.AfterKey(last.key());
    }
  }

  private List<Shown> versions(Listing listing) {
    List<Shown> shown = new ArrayList<>();
    Page<ListedVersion> page = stored.versions(listing, "", null);
    while (true) {
      add(
          shown,
          page.entries().stream()
              .map(each -> new Shown(plain(each.key(), each.version()), null, each.isLatest()))
              .toList(),
          page.commonPrefixes(),
          listing);
      Page.Last<ListedVersion> last = page.last();
      if (last == null) {
        return shown;
      }
      ListedVersion entry = last.entry();
      page =
          stored.versions(listing, last.key(), entry == null ? null : entry.version().versionId());
    }
  }

  /** Adds a page, its entries and common prefixes in one order, and never too many of them. */
  private static void add(
      List<Shown> shown, List<Shown> entries, List<String> prefixes, Listing listing) {
    assertThat(entries.size() + prefixes.size()).isBetween(0, listing.max());
    List<Shown> page = new ArrayList<>(entries);
    prefixes.forEach(prefix -> page.add(new Shown(null, prefix, false)));
    page.sort((a, b) -> Utf8Order.compare(name(a), name(b)));
    shown.addAll(page);
  }

  private static String name(Shown shown) {
    PlainVersion version = shown.version();
    return version == null ? String.valueOf(shown.commonPrefix()) : version.key();
  }

  private static @Nullable PlainVersion plain(String key, @Nullable Version version) {
    return switch (version) {
      case null -> null;
      case Stored object -> new PlainVersion(key, object.versionId(), object.etag());
      case DeleteMarker marker -> new PlainVersion(key, marker.versionId(), null);
    };
  }

  private static String key(RandomGenerator random, int length) {
    StringBuilder key = new StringBuilder();
    for (int i = random.nextInt(1, length + 1); i > 0; i--) {
      key.append(pick(random, LETTERS));
    }
    return key.toString();
  }

  private static String pick(RandomGenerator random, String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
