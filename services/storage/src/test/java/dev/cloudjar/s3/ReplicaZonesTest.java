package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;

/** A replica outlives the zone of its original. */
@CloudjarTest(
    rooms = {S3Room.class, IamRoom.class, StsRoom.class},
    data = Data.ZONES)
class ReplicaZonesTest {
  private static final byte[] CONTENT = new byte[200_000];

  private final S3Client s3;
  private final TestCloud cloud;
  private final TestZones zones;
  private final ReplicaBuckets buckets;

  ReplicaZonesTest(S3Client s3, IamClient iam, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.zones = new TestZones(cloud);
    this.buckets = new ReplicaBuckets(s3, iam, cloud);
    cloud.clock().freeze();
  }

  @Test
  @Behaviour({"S3-CLASS-02", "S3-CLASS-03"})
  void aReplicaOfAnotherClassIsSpreadAsItsOwnDemands() throws Exception {
    String source = buckets.versioned("source");
    String target = buckets.versioned("target");
    buckets.replicate(
        source,
        ReplicaBuckets.rule("all", 1, target)
            .destination(it -> it.bucket("arn:aws:s3:::" + target).storageClass("STANDARD"))
            .build());
    s3.putObject(
        it -> it.bucket(source).key("key").storageClass("ONEZONE_IA"),
        RequestBody.fromBytes(CONTENT));
    cloud.clock().settle();

    for (int spared = 0; spared < 3; spared++) {
      zones.scrub();
      zones.destroyAllBut(spared);
      assertThat(s3.getObjectAsBytes(it -> it.bucket(target).key("key")).asByteArray())
          .isEqualTo(CONTENT);
    }
  }
}
