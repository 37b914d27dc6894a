package dev.cloudjar.conformance.access;

import dev.cloudjar.junit.TestCloud;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.ebs.EbsClient;

/** Two snapshots, one of which begins as the other and waits for blocks. */
final class BlockFixture {
  private BlockFixture() {}

  static Map<String, Object> make(TestCloud cloud) {
    EbsClient ebs = cloud.client(EbsClient.class);
    String whole = ebs.startSnapshot(it -> it.volumeSize(1L)).snapshotId();
    ebs.completeSnapshot(it -> it.snapshotId(whole).changedBlocksCount(0));
    String pending =
        ebs.startSnapshot(it -> it.volumeSize(1L).parentSnapshotId(whole)).snapshotId();
    Map<String, Object> known = new HashMap<>();
    known.put("VolumeSize", 1L);
    known.put("SnapshotId", whole);
    known.put("FirstSnapshotId", whole);
    known.put("SecondSnapshotId", whole);
    known.put("PutSnapshotBlock.SnapshotId", pending);
    known.put("CompleteSnapshot.SnapshotId", pending);
    known.put("BlockIndex", 0);
    known.put("BlockToken", "AAAA");
    known.put("ChangedBlocksCount", 0);
    known.put("DataLength", 512 * 1024);
    known.put("Checksum", "AAAA");
    known.put("ChecksumAlgorithm", "SHA256");
    return known;
  }
}
