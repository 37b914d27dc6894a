package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Rooms;
import dev.cloudjar.gateway.CloudServer;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.s3.content.StoredContent;
import dev.cloudjar.store.CountingStore;
import dev.cloudjar.store.Durability;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * Listings of a bucket with very many keys, on the disk. {@code -Dcloudjar.scale.keys=10000000} for
 * as many as take some minutes to write; they are written beside S3, by its own rows.
 */
class ListingScaleTest {
  private static final int KEYS = Integer.getInteger("cloudjar.scale.keys", 20_000);
  private static final int FOLDERS = 1_000;
  private static final int KEYS_AT_ONCE = 1_000;
  private static final int PAGE = 1_000;
  private static final int PAGES_TIMED = 20;
  private static final String BUCKET = "many-keys";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ObjectAttributes ATTRIBUTES =
      new ObjectAttributes(
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          Encryption.managed(),
          ObjectAttributes.STANDARD,
          Map.of(),
          Map.of(),
          null);

  private final RandomIds ids = new RandomIds();
  private final ObjectStore objects =
      new ObjectStore(
          new ContentStore(new NoBlobs(), new StandingClock(NOW), ids), ids, StorageRecord.NONE);

  private record StandingClock(Instant now) implements Clock {
    @Override
    public Instant wallTime() {
      return now;
    }
  }

  private static String key(int number) {
    return "folder-%04d/key-%09d".formatted(number / (KEYS / FOLDERS), number);
  }

  private static CloudServer start(Path data) throws IOException {
    return CloudServer.builder()
        .rooms(new Rooms().addPlain("s3", S3Room::new))
        .data(data)
        .durability(Durability.OS)
        .start();
  }

  private static S3Client client(CloudServer server) {
    return S3Client.builder()
        .endpointOverride(URI.create(server.endpoint()))
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .build();
  }

  @Test
  @Behaviour("S3-OBJECT-01")
  void pagesCostTheSameHoweverManyKeysThereAre(@TempDir Path data) throws IOException {
    try (CloudServer server = start(data);
        S3Client s3 = client(server)) {
      s3.createBucket(it -> it.bucket(BUCKET));
    }
    try (Store store = Store.open(data.resolve("store"), Durability.OS)) {
      Bucket bucket =
          Objects.requireNonNull(
              store.rows().read(snapshot -> new BucketStore().find(snapshot, "aws", BUCKET)));
      long began = System.nanoTime();
      fill(store.rows(), bucket);
      tell(KEYS + " keys written in " + (System.nanoTime() - began) / 1_000_000_000 + " s");
      assertFewRowsAreRead(store.rows(), bucket);
    }
    try (CloudServer server = start(data);
        S3Client s3 = client(server)) {
      assertPagesAreRight(s3);
    }
  }

  private void fill(KeyValueStore store, Bucket bucket) {
    for (int first = 0; first < KEYS; first += KEYS_AT_ONCE) {
      int begin = first;
      store.transact(
          transaction -> {
            for (int i = begin; i < Math.min(begin + KEYS_AT_ONCE, KEYS); i++) {
              objects.put(
                  transaction,
                  bucket,
                  key(i),
                  new Stored(
                      0,
                      VersionId.NULL,
                      NOW,
                      "d41d8cd98f00b204e9800998ecf8427e",
                      null,
                      0,
                      new StoredContent.Inline(new byte[0]),
                      ATTRIBUTES));
            }
            return begin;
          });
    }
  }

  private void assertFewRowsAreRead(KeyValueStore rows, Bucket bucket) {
    CountingStore counted = new CountingStore(rows);
    ObjectListings listings = new ObjectListings(objects);
    for (int start : new int[] {0, KEYS / 2, KEYS - PAGE - 1}) {
      long before = counted.rowsRead();
      Listing plain = new Listing("", null, PAGE);
      Page<ListedObject> page =
          counted.read(
              snapshot ->
                  listings.objects(
                      snapshot, bucket, plain, ObjectListings.after(plain, key(start))));
      assertThat(page.entries()).hasSize(PAGE);
      assertThat(counted.rowsRead() - before).isLessThan(PAGE + 10);
    }
    long before = counted.rowsRead();
    Listing folders = new Listing("", "/", PAGE);
    Page<ListedObject> page =
        counted.read(
            snapshot -> listings.objects(snapshot, bucket, folders, ObjectListings.BEGINNING));
    assertThat(page.commonPrefixes()).hasSize(FOLDERS);
    assertThat(counted.rowsRead() - before).isLessThan(6 * FOLDERS);
  }

  private static void assertPagesAreRight(S3Client s3) {
    for (int start : new int[] {0, KEYS / 2, KEYS - PAGE - 1}) {
      ListObjectsV2Response page =
          timed(
              "from key " + start,
              () -> s3.listObjectsV2(it -> it.bucket(BUCKET).startAfter(key(start))));
      assertThat(page.contents()).hasSize(PAGE);
      assertThat(page.contents().getFirst().key()).isEqualTo(key(start + 1));
      assertThat(page.contents().getLast().key()).isEqualTo(key(start + PAGE));
    }
    ListObjectsV2Response folders =
        timed("of folders", () -> s3.listObjectsV2(it -> it.bucket(BUCKET).delimiter("/")));
    assertThat(folders.commonPrefixes()).hasSize(FOLDERS);
    String last = "folder-%04d/".formatted(FOLDERS - 1);
    ListObjectsV2Response one =
        timed("of one folder", () -> s3.listObjectsV2(it -> it.bucket(BUCKET).prefix(last)));
    assertThat(one.contents()).hasSize(Math.min(PAGE, KEYS / FOLDERS));
  }

  /** The last answer of several, whose times are told. */
  private static ListObjectsV2Response timed(String what, Supplier<ListObjectsV2Response> call) {
    long began = System.nanoTime();
    ListObjectsV2Response answer = call.get();
    long first = System.nanoTime() - began;
    long[] nanos = new long[PAGES_TIMED];
    for (int i = 0; i < PAGES_TIMED; i++) {
      began = System.nanoTime();
      answer = call.get();
      nanos[i] = System.nanoTime() - began;
    }
    Arrays.sort(nanos);
    tell(
        "a page %s: first %.1f ms, then median %.1f ms, at most %.1f ms"
            .formatted(
                what, first / 1e6, nanos[PAGES_TIMED / 2] / 1e6, nanos[PAGES_TIMED - 1] / 1e6));
    return answer;
  }

  private static void tell(String text) {
    System.out.println("listing scale test: " + text);
  }
}
