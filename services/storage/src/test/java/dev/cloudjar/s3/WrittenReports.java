package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Inventories in a bucket, under {@code inv}. */
record WrittenReports(S3Client s3, String target) {

  /**
   * Has the current objects of a bucket reported daily, as CSV unless {@code more} says otherwise.
   */
  void order(String bucket, String id, Consumer<InventoryConfiguration.Builder> more) {
    s3.putBucketInventoryConfiguration(
        it ->
            it.bucket(bucket)
                .id(id)
                .inventoryConfiguration(
                    c ->
                        c.id(id)
                            .isEnabled(true)
                            .includedObjectVersions("Current")
                            .schedule(s -> s.frequency("Daily"))
                            .destination(
                                d ->
                                    d.s3BucketDestination(
                                        b ->
                                            b.bucket("arn:aws:s3:::" + target)
                                                .prefix("inv")
                                                .format("CSV")))
                            .applyMutation(more)));
  }

  List<String> keys(String prefix) {
    return s3.listObjectsV2Paginator(it -> it.bucket(target).prefix(prefix)).contents().stream()
        .map(it -> it.key())
        .toList();
  }

  byte[] read(String key) {
    return s3.getObjectAsBytes(it -> it.bucket(target).key(key)).asByteArray();
  }

  /** The manifest of the last report. */
  JsonNode manifest(String bucket, String id) {
    String key =
        keys("inv/" + bucket + "/" + id + "/").stream()
            .filter(it -> it.endsWith("manifest.json"))
            .reduce((first, second) -> second)
            .orElseThrow();
    return new JsonMapper().readTree(read(key));
  }

  /** The lines of a report in CSV. */
  List<String> rows(JsonNode manifest) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (JsonNode file : manifest.get("files")) {
      byte[] bytes = read(file.get("key").asString());
      assertThat(bytes).hasSize(file.get("size").asInt());
      assertThat(md5(bytes)).isEqualTo(file.get("MD5checksum").asString());
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        rows.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return rows.toString().lines().toList();
  }

  static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
