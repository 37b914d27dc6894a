package dev.cloudjar.s3.inventory;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What leads to the files of a report.
 *
 * @param destinationArn of the bucket that the files are in
 */
public record InventoryManifest(
    String sourceBucket,
    String destinationArn,
    Instant created,
    ReportFile.Form form,
    List<InventoryField> fields,
    List<DataFile> files) {
  private static final JsonMapper JSON = new JsonMapper();

  /** One of the files. */
  public record DataFile(String key, long size, String md5) {}

  /** As {@code manifest.json} has it. */
  public byte[] json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("sourceBucket", sourceBucket)
        .put("destinationBucket", destinationArn)
        .put("version", "2016-11-30")
        .put("creationTimestamp", Long.toString(created.toEpochMilli()))
        .put("fileFormat", form.title())
        .put("fileSchema", form.schema(fields));
    ArrayNode list = root.putArray("files");
    files.forEach(
        file ->
            list.addObject()
                .put("key", file.key())
                .put("size", file.size())
                .put("MD5checksum", file.md5()));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }
}
