package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** Which objects outlive the zones that they are kept in. */
@CloudjarTest(rooms = S3Room.class, data = Data.ZONES)
class ZonesTest {
  /** In a row, in a small blob, in several segments. */
  private static final int[] SIZES = {100, 50_000, 400_000};

  private final S3Client s3;
  private final TestCloud cloud;
  private final TestZones zones;
  private final String bucket;

  ZonesTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.zones = new TestZones(cloud);
    this.bucket = cloud.unique("zones");
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  /** Zones are all tests' own: what one leaves in a single zone would be lost in the next. */
  @AfterEach
  void deleteObjects() {
    s3.listObjectsV2(it -> it.bucket(bucket))
        .contents()
        .forEach(object -> s3.deleteObject(it -> it.bucket(bucket).key(object.key())));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Behaviour("S3-CLASS-02")
  void keepsEveryObjectThoughTwoZonesAreDestroyed(int spared) throws Exception {
    put("STANDARD");
    putInParts();

    zones.destroyAllBut(spared);
    assertKept("STANDARD");
    cloud.restart();
    assertKept("STANDARD");
    assertThat(read("parts")).isEqualTo(content(SIZES[2]));

    // The others are whole again, so that this one can go as well.
    zones.scrub();
    TestZones.destroy(zones.all().get(spared));
    assertKept("STANDARD");
    zones.scrub();
  }

  @ParameterizedTest
  @EnumSource(
      value = StorageClass.class,
      names = {"STANDARD_IA", "INTELLIGENT_TIERING", "GLACIER_IR"})
  @Behaviour("S3-CLASS-02")
  void keepsObjectsOfOtherClassesToo(StorageClass storageClass) throws Exception {
    put(storageClass.toString());

    zones.all().subList(0, 2).forEach(TestZones::destroy);

    assertKept(storageClass.toString());
    zones.scrub();
  }

  @Test
  @Behaviour("S3-CLASS-02")
  void readsPastBytesThatHaveRottedAndRepairsThem() throws Exception {
    put("STANDARD");
    TestZones.rot(zones.all().get(1));

    assertKept("STANDARD");
    zones.scrub();
    // What was come across may just be repaired on the side.
    zones.scrub();

    assertThat(zones.scrub()).contains("\"damagedCopies\" : 0", "\"lostBlobs\" : 0");
    TestZones.destroy(zones.all().get(0));
    TestZones.destroy(zones.all().get(2));
    assertKept("STANDARD");
    zones.scrub();
  }

  @Test
  @Behaviour("S3-CLASS-03")
  void losesAnObjectOfOneZoneWithItsZone() throws Exception {
    put("ONEZONE_IA");

    zones.all().forEach(ZonesTest::destroyUnlessEmpty);

    for (int size = 0; size < SIZES.length; size++) {
      String key = "ONEZONE_IA-" + size;
      assertThatThrownBy(() -> read(key))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(500));
    }
  }

  @Test
  @Behaviour("S3-CLASS-03")
  void keepsOneCopyOfAnObjectOfOneZone() {
    long before = countCopies();
    put("ONEZONE_IA");

    assertThat(countCopies() - before).isEqualTo(SIZES.length);
    assertKept("ONEZONE_IA");
  }

  @Test
  @Behaviour({"S3-CLASS-02", "S3-CLASS-03"})
  void spreadsACopyAsItsOwnClassDemands() throws Exception {
    put("ONEZONE_IA");
    for (int i = 0; i < SIZES.length; i++) {
      String from = "ONEZONE_IA-" + i;
      String to = "STANDARD-" + i;
      s3.copyObject(
          it ->
              it.sourceBucket(bucket)
                  .sourceKey(from)
                  .destinationBucket(bucket)
                  .destinationKey(to)
                  .storageClass(StorageClass.STANDARD));
    }

    for (int spared = 0; spared < 3; spared++) {
      zones.destroyAllBut(spared);
      assertKept("STANDARD");
      zones.scrub();
    }
    for (int i = 0; i < SIZES.length; i++) {
      String key = "ONEZONE_IA-" + i;
      assertThatThrownBy(() -> read(key)).isInstanceOf(S3Exception.class);
    }
  }

  private void put(String storageClass) {
    for (int i = 0; i < SIZES.length; i++) {
      String key = storageClass + "-" + i;
      s3.putObject(
          it -> it.bucket(bucket).key(key).storageClass(storageClass),
          RequestBody.fromBytes(content(SIZES[i])));
    }
  }

  private void putInParts() {
    String upload = s3.createMultipartUpload(it -> it.bucket(bucket).key("parts")).uploadId();
    String etag =
        s3.uploadPart(
                it -> it.bucket(bucket).key("parts").uploadId(upload).partNumber(1),
                RequestBody.fromBytes(content(SIZES[2])))
            .eTag();
    s3.completeMultipartUpload(
        it ->
            it.bucket(bucket)
                .key("parts")
                .uploadId(upload)
                .multipartUpload(
                    m -> m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));
  }

  private void assertKept(String storageClass) {
    for (int i = 0; i < SIZES.length; i++) {
      assertThat(read(storageClass + "-" + i)).isEqualTo(content(SIZES[i]));
    }
  }

  private byte[] read(String key) {
    return s3.getObjectAsBytes(it -> it.bucket(bucket).key(key)).asByteArray();
  }

  private static byte[] content(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static void destroyUnlessEmpty(Path zone) {
    if (!TestZones.copies(zone).isEmpty()) {
      TestZones.destroy(zone);
    }
  }

  private long countCopies() {
    return zones.all().stream().mapToLong(zone -> TestZones.copies(zone).size()).sum();
  }
}
