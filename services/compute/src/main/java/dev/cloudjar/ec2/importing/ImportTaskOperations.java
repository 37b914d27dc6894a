package dev.cloudjar.ec2.importing;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.importing.ImportTask.State;
import dev.cloudjar.ec2.volume.DataKey;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CancelImportTaskRequest;
import software.amazon.awssdk.services.ec2.model.CancelImportTaskResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImportImageTasksRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImportImageTasksResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImportSnapshotTasksRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImportSnapshotTasksResponse;
import software.amazon.awssdk.services.ec2.model.ImportImageResponse;
import software.amazon.awssdk.services.ec2.model.ImportImageTask;
import software.amazon.awssdk.services.ec2.model.ImportSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.ImportSnapshotTask;
import software.amazon.awssdk.services.ec2.model.SnapshotDetail;
import software.amazon.awssdk.services.ec2.model.SnapshotTaskDetail;
import software.amazon.awssdk.services.ec2.model.UserBucketDetails;

/** Tells of imports, and takes them back. */
final class ImportTaskOperations {
  private final Ground ground;
  private final Listing<ImportTask> images = listing(new Listing<>(ImportTask.IMAGES));
  private final Listing<ImportTask> snapshots = listing(new Listing<>(ImportTask.SNAPSHOTS));

  ImportTaskOperations(Ground ground) {
    this.ground = ground;
  }

  private static Listing<ImportTask> listing(Listing<ImportTask> listing) {
    return listing.by("task-state", it -> it.state().wireName());
  }

  void register(Ec2Operations ops) {
    ops.on(
        DescribeImportImageTasksRequest.class,
        DescribeImportImageTasksResponse.class,
        this::describeImages);
    ops.on(
        DescribeImportSnapshotTasksRequest.class,
        DescribeImportSnapshotTasksResponse.class,
        this::describeSnapshots);
    ops.on(
            CancelImportTaskRequest.class,
            CancelImportTaskResponse.class,
            CancelImportTaskRequest::importTaskId,
            this::cancel)
        .recordedMember("CancelReason", "nobody is told");
  }

  private DescribeImportImageTasksResponse describeImages(
      Call call, DescribeImportImageTasksRequest request) {
    Place place = Place.of(call);
    return ground.read(
        rows -> {
          Page<ImportTask> page =
              images.page(
                  rows,
                  place,
                  Ec2Operations.selection(
                      request.importTaskIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeImportImageTasksResponse.builder()
              .importImageTasks(page.items().stream().map(it -> image(rows, place, it)).toList())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private DescribeImportSnapshotTasksResponse describeSnapshots(
      Call call, DescribeImportSnapshotTasksRequest request) {
    Place place = Place.of(call);
    return ground.read(
        rows -> {
          Page<ImportTask> page =
              snapshots.page(
                  rows,
                  place,
                  Ec2Operations.selection(
                      request.importTaskIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeImportSnapshotTasksResponse.builder()
              .importSnapshotTasks(
                  page.items().stream().map(it -> snapshot(rows, place, it)).toList())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private CancelImportTaskResponse cancel(Call call, CancelImportTaskRequest request) {
    Place place = Place.of(call);
    String id = request.importTaskId();
    if (id == null) {
      throw Ec2Faults.missingParameter("ImportTaskId");
    }
    return ground.transact(
        transaction -> {
          ImportTask task = ImportTask.require(transaction, place, id);
          if (task.state() != State.ACTIVE) {
            throw Ec2Faults.incorrectState(
                "The task %s is '%s', and can't be canceled."
                    .formatted(id, task.state().wireName()));
          }
          // The work that is under way finds it so, and removes what it has made.
          ImportTask.table(id)
              .put(transaction, place, task.in(State.DELETING, Optional.of("Canceled"), 0));
          return CancelImportTaskResponse.builder()
              .importTaskId(id)
              .previousState(task.state().wireName())
              .state(State.DELETING.wireName())
              .build();
        });
  }

  /** What is answered to who starts an import of an image. */
  static ImportImageResponse startedImage(Snapshot rows, Place place, String id) {
    ImportImageTask task = image(rows, place, ImportTask.require(rows, place, id));
    return ImportImageResponse.builder()
        .importTaskId(task.importTaskId())
        .architecture(task.architecture())
        .description(task.description())
        .encrypted(task.encrypted())
        .kmsKeyId(task.kmsKeyId())
        .platform(task.platform())
        .progress(task.progress())
        .snapshotDetails(task.snapshotDetails())
        .status(task.status())
        .statusMessage(task.statusMessage())
        .imageId(task.imageId())
        .tags(task.tags())
        .build();
  }

  /** What is answered to who starts an import of a snapshot. */
  static ImportSnapshotResponse startedSnapshot(Snapshot rows, Place place, String id) {
    ImportSnapshotTask task = snapshot(rows, place, ImportTask.require(rows, place, id));
    return ImportSnapshotResponse.builder()
        .importTaskId(task.importTaskId())
        .description(task.description())
        .snapshotTaskDetail(task.snapshotTaskDetail())
        .tags(task.tags())
        .build();
  }

  private static ImportImageTask image(Snapshot rows, Place place, ImportTask task) {
    return ImportImageTask.builder()
        .importTaskId(task.id())
        .architecture(task.architecture())
        .description(task.description())
        .encrypted(task.key().isPresent())
        .kmsKeyId(task.key().map(DataKey::keyArn).orElse(null))
        .platform("Linux")
        .progress(progress(task))
        .status(task.state().wireName())
        .statusMessage(task.message().orElse(null))
        .imageId(ifMade(task, task.imageId().orElse(null)))
        .snapshotDetails(
            List.of(
                SnapshotDetail.builder()
                    .description(task.source().description())
                    .format(task.source().format())
                    .diskImageSize((double) task.sizeBytes())
                    .deviceName(ifMade(task, ImportWork.ROOT_DEVICE))
                    .snapshotId(ifMade(task, task.snapshotId()))
                    .status(task.state().wireName())
                    .url(task.source().url().orElse(null))
                    .userBucket(bucket(task))
                    .build()))
        .tags(TagOperations.tags(rows, place, task.id()))
        .build();
  }

  private static ImportSnapshotTask snapshot(Snapshot rows, Place place, ImportTask task) {
    return ImportSnapshotTask.builder()
        .importTaskId(task.id())
        .description(task.description())
        .snapshotTaskDetail(
            SnapshotTaskDetail.builder()
                .description(task.source().description())
                .diskImageSize((double) task.sizeBytes())
                .encrypted(task.key().isPresent())
                .kmsKeyId(task.key().map(DataKey::keyArn).orElse(null))
                .format(task.source().format().toUpperCase(Locale.ROOT))
                .progress(progress(task))
                .snapshotId(ifMade(task, task.snapshotId()))
                .status(task.state().wireName())
                .statusMessage(task.message().orElse(null))
                .url(task.source().url().orElse(null))
                .userBucket(bucket(task))
                .build())
        .tags(TagOperations.tags(rows, place, task.id()))
        .build();
  }

  private static @Nullable String progress(ImportTask task) {
    return task.state() == State.ACTIVE ? "1" : null;
  }

  private static @Nullable String ifMade(ImportTask task, @Nullable String value) {
    return task.state() == State.COMPLETED ? value : null;
  }

  private static UserBucketDetails bucket(ImportTask task) {
    return UserBucketDetails.builder()
        .s3Bucket(task.source().bucket())
        .s3Key(task.source().key())
        .build();
  }
}
