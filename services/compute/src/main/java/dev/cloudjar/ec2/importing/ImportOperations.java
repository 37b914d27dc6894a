package dev.cloudjar.ec2.importing;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.importing.ImportTask.Source;
import dev.cloudjar.ec2.importing.ImportTask.State;
import dev.cloudjar.ec2.volume.DataKey;
import dev.cloudjar.ec2.volume.VolumeKeyOperations;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Ec2Request;
import software.amazon.awssdk.services.ec2.model.ImageDiskContainer;
import software.amazon.awssdk.services.ec2.model.ImportImageRequest;
import software.amazon.awssdk.services.ec2.model.ImportImageResponse;
import software.amazon.awssdk.services.ec2.model.ImportSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.ImportSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.SnapshotDiskContainer;
import software.amazon.awssdk.services.ec2.model.UserBucket;

/**
 * Starts imports of images and snapshots.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ImportImage.html">
 *     ImportImage</a>
 */
final class ImportOperations {
  private static final String ROLE = "vmimport";

  /** What AWS imports, and Cloudjar would have to take apart first. */
  private static final Set<String> OF_HYPERVISORS = Set.of("ova", "vhd", "vhdx", "vmdk");

  private static final String TAR = "tar";
  private static final String RAW = "raw";

  private final Ground ground;
  private final ImportSourceOperations sources;
  private final ImportWork work;

  ImportOperations(Ground ground, ImportSourceOperations sources, ImportWork work) {
    this.ground = ground;
    this.sources = sources;
    this.work = work;
  }

  void register(Ec2Operations ops) {
    ops.onAll(
            ImportImageRequest.class,
            ImportImageResponse.class,
            (call, it) -> List.of("image/*", "import-image-task/*"),
            this::image)
        .recordedMember("ClientData", "nothing is said of how the file was uploaded")
        .recordedMember("Hypervisor", "instances have none")
        .recordedMember("LicenseType", "nobody asks for licences")
        .recordedMember("LicenseSpecifications", "nobody asks for licences")
        .recordedMember("UsageOperation", "nobody asks for licences")
        .recordedMember("BootMode", "machines have no firmware");
    ops.onAll(
            ImportSnapshotRequest.class,
            ImportSnapshotResponse.class,
            (call, it) -> List.of("snapshot/*", "import-snapshot-task/*"),
            this::snapshot)
        .recordedMember("ClientData", "nothing is said of how the file was uploaded");
  }

  private ImportImageResponse image(Call call, ImportImageRequest request) {
    if (request.diskContainers().size() != 1) {
      throw Ec2Faults.unsupportedOperation(
          "Cloudjar imports images of one disk container: the root file system in a tar archive.");
    }
    if ("windows".equalsIgnoreCase(request.platform())) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's instances run Linux.");
    }
    String architecture = Objects.requireNonNullElse(request.architecture(), "x86_64");
    if (!Set.of("i386", "x86_64", "arm64").contains(architecture)) {
      throw Ec2Faults.invalidValue(
          "Architecture", architecture, "Valid values are i386, x86_64 and arm64.");
    }
    ImageDiskContainer container = request.diskContainers().getFirst();
    if (container.snapshotId() != null) {
      throw Ec2Faults.unsupportedOperation(
          "Cloudjar's instances boot from trees of files, and not from the blocks of a snapshot.");
    }
    Source source =
        source(
            container.description(),
            container.format(),
            container.url(),
            container.userBucket(),
            TAR);
    String id =
        start(
            call,
            request,
            ResourceKind.IMPORT_IMAGE_TASK,
            new Wanted(
                request.clientToken(),
                request.description(),
                architecture,
                source,
                request.roleName(),
                request.encrypted(),
                request.kmsKeyId(),
                TagOperations.atCreation(
                    request.tagSpecifications(), ResourceKind.IMPORT_IMAGE_TASK)));
    return ground.read(rows -> ImportTaskOperations.startedImage(rows, Place.of(call), id));
  }

  private ImportSnapshotResponse snapshot(Call call, ImportSnapshotRequest request) {
    SnapshotDiskContainer container = request.diskContainer();
    if (container == null) {
      throw Ec2Faults.missingParameter("DiskContainer");
    }
    Source source =
        source(
            container.description(),
            container.format(),
            container.url(),
            container.userBucket(),
            RAW);
    String id =
        start(
            call,
            request,
            ResourceKind.IMPORT_SNAPSHOT_TASK,
            new Wanted(
                request.clientToken(),
                request.description(),
                "",
                source,
                request.roleName(),
                request.encrypted(),
                request.kmsKeyId(),
                TagOperations.atCreation(
                    request.tagSpecifications(), ResourceKind.IMPORT_SNAPSHOT_TASK)));
    return ground.read(rows -> ImportTaskOperations.startedSnapshot(rows, Place.of(call), id));
  }

  /** What both kinds of imports want. */
  private record Wanted(
      @Nullable String token,
      @Nullable String description,
      String architecture,
      Source source,
      @Nullable String roleName,
      @Nullable Boolean encrypted,
      @Nullable String keyId,
      Map<String, String> tags) {}

  private static Source source(
      @Nullable String description,
      @Nullable String format,
      @Nullable String url,
      @Nullable UserBucket bucket,
      String possible) {
    if (format == null) {
      throw Ec2Faults.missingParameter("DiskContainer.Format");
    }
    String lower = format.toLowerCase(Locale.ROOT);
    if (!lower.equals(possible)) {
      String takes = "Cloudjar imports the format '%s' here.".formatted(possible);
      throw OF_HYPERVISORS.contains(lower) || lower.equals(RAW)
          ? Ec2Faults.unsupportedOperation(takes)
          : Ec2Faults.invalidValue("Format", format, takes);
    }
    if (bucket != null && bucket.s3Bucket() != null && bucket.s3Key() != null) {
      return source(description, format, bucket.s3Bucket(), bucket.s3Key(), Optional.empty());
    }
    if (url == null) {
      throw Ec2Faults.missingParameter("DiskContainer.UserBucket");
    }
    String[] parts = url.split("/", 4);
    if (!url.startsWith("s3://") || parts.length < 4) {
      throw Ec2Faults.invalidValue("Url", url, "Expecting s3://BUCKET/KEY.");
    }
    return source(description, format, parts[2], parts[3], Optional.of(url));
  }

  private static Source source(
      @Nullable String description,
      String format,
      String bucket,
      String key,
      Optional<String> url) {
    return new Source(Objects.requireNonNullElse(description, ""), format, bucket, key, url);
  }

  private String start(Call call, Ec2Request request, ResourceKind kind, Wanted wanted) {
    Place place = Place.of(call);
    String role =
        "arn:%s:iam::%s:role/%s"
            .formatted(
                place.partition(),
                place.accountId(),
                Objects.requireNonNullElse(wanted.roleName(), ROLE));
    sources.requireRole(place, role);
    String snapshotId = ground.ids().next(ResourceKind.SNAPSHOT);
    Optional<DataKey> key =
        ground
            .read(
                rows ->
                    VolumeKeyOperations.wanted(
                        rows, place, wanted.encrypted(), wanted.keyId(), Optional.empty(), true))
            .map(it -> VolumeKeyOperations.generate(call, it, snapshotId, Optional.empty()));
    return ground.transact(
        transaction ->
            ground
                .tokens()
                .once(
                    transaction,
                    call,
                    request,
                    wanted.token(),
                    () -> {
                      ImportTask task =
                          new ImportTask(
                              ground.ids().next(kind),
                              Objects.requireNonNullElse(wanted.description(), ""),
                              wanted.architecture(),
                              wanted.source(),
                              role,
                              key,
                              kind == ResourceKind.IMPORT_IMAGE_TASK
                                  ? Optional.of(ground.ids().next(ResourceKind.IMAGE))
                                  : Optional.empty(),
                              snapshotId,
                              call.time(),
                              State.ACTIVE,
                              Optional.of("pending"),
                              0);
                      ImportTask.table(task.id()).put(transaction, place, task);
                      ResourceTags.add(transaction, place, task.id(), wanted.tags());
                      work.schedule(transaction, place, task);
                      return task.id();
                    }));
  }
}
