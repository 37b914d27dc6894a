package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Starts, lists and cancels the tasks that empty dead-letter queues. */
final class MoveTaskOperations {
  private static final int MAXIMUM_RATE = 500;
  private static final int TASKS_KEPT = 10;
  private static final String SOURCE_ARN = "SourceArn";

  private final KeyValueStore store;
  private final Ids ids;
  private final QueueDispatchers dispatchers;
  private final MessageMover mover;

  MoveTaskOperations(
      KeyValueStore store, Ids ids, QueueDispatchers dispatchers, MessageMover mover) {
    this.store = store;
    this.ids = ids;
    this.dispatchers = dispatchers;
    this.mover = mover;
  }

  static Resource source(Call call, StartMessageMoveTaskRequest request) {
    return SqsArns.resource(queue(SOURCE_ARN, request.sourceArn()));
  }

  /** Where messages go; without a destination, to queues that their owner redrove them from. */
  static Resource destination(Call call, StartMessageMoveTaskRequest request) {
    return request.destinationArn() == null
        ? source(call, request)
        : SqsArns.resource(queue("DestinationArn", request.destinationArn()));
  }

  static Resource source(Call call, ListMessageMoveTasksRequest request) {
    return SqsArns.resource(queue(SOURCE_ARN, request.sourceArn()));
  }

  static Resource source(Call call, CancelMessageMoveTaskRequest request) {
    return SqsArns.resource(Handle.parse(request.taskHandle()).source());
  }

  StartMessageMoveTaskResponse start(Call call, StartMessageMoveTaskRequest request) {
    QueueKey source = queue(SOURCE_ARN, request.sourceArn());
    Optional<QueueKey> destination =
        Optional.ofNullable(request.destinationArn()).map(arn -> queue("DestinationArn", arn));
    Integer rate = request.maxNumberOfMessagesPerSecond();
    if (rate != null && (rate < 1 || rate > MAXIMUM_RATE)) {
      throw SqsFaults.invalidParameterValue(
          "Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a"
              + " number that's between 1 and 500.");
    }
    MoveTask.Key key = new MoveTask.Key(source, call.time().toEpochMilli(), ids.uuid());
    store.transact(
        transaction -> {
          check(transaction, source, destination);
          List<MoveTask.Key> kept = keys(transaction, source);
          if (!kept.isEmpty() && isRunning(transaction, kept.getFirst())) {
            throw SqsFaults.invalidParameterValue(
                "There is already a task running. Only one active task is allowed for a source"
                    + " queue arn at a given time.");
          }
          kept.stream()
              .skip(TASKS_KEPT - 1)
              .forEach(old -> QueueStore.MOVE_TASKS.delete(transaction, old));
          long toMove = dispatchers.of(source).counts(key.startedAtMillis()).visible();
          QueueStore.MOVE_TASKS.put(
              transaction,
              key,
              new MoveTask(
                  MoveTask.Status.RUNNING,
                  destination.map(SqsArns::of),
                  Optional.ofNullable(rate),
                  0,
                  toMove,
                  Optional.empty()));
          mover.schedule(transaction, key, call.time());
          return true;
        });
    return StartMessageMoveTaskResponse.builder().taskHandle(new Handle(key).toText()).build();
  }

  private static void check(Snapshot snapshot, QueueKey source, Optional<QueueKey> destination) {
    if (QueueStore.queue(snapshot, source) == null) {
      throw doesNotExist(SOURCE_ARN);
    }
    if (QueueStore.deadLetterSources(snapshot, source, Optional.empty(), 1).isEmpty()) {
      throw SqsFaults.invalidParameterValue(
          "Source queue must be configured as a Dead Letter Queue.");
    }
    if (destination.isEmpty()) {
      return;
    }
    QueueKey target = destination.get();
    if (target.equals(source)) {
      throw SqsFaults.invalidParameterValue(
          "Source queue arn and destination queue arn cannot be the same.");
    }
    if (!target.region().equals(source.region()) || QueueStore.queue(snapshot, target) == null) {
      throw doesNotExist("DestinationArn");
    }
    if (target.isFifo() != source.isFifo()) {
      throw SqsFaults.invalidParameterValue(
          "The source queue and destination queue must be of the same queue type.");
    }
  }

  ListMessageMoveTasksResponse list(Call call, ListMessageMoveTasksRequest request) {
    QueueKey source = queue(SOURCE_ARN, request.sourceArn());
    int limit = Objects.requireNonNullElse(request.maxResults(), 1);
    if (limit < 1 || limit > TASKS_KEPT) {
      throw SqsFaults.invalidParameterValue(
          "Value for parameter MaxResults is invalid. Reason: You must enter a number that's"
              + " between 1 and 10.");
    }
    List<ListMessageMoveTasksResultEntry> entries =
        store.read(
            snapshot -> {
              if (QueueStore.queue(snapshot, source) == null) {
                throw doesNotExist(SOURCE_ARN);
              }
              return keys(snapshot, source).stream()
                  .limit(limit)
                  .map(key -> entry(key, QueueStore.MOVE_TASKS.get(snapshot, key)))
                  .toList();
            });
    return ListMessageMoveTasksResponse.builder().results(entries).build();
  }

  private static ListMessageMoveTasksResultEntry entry(MoveTask.Key key, @Nullable MoveTask task) {
    Objects.requireNonNull(task);
    return ListMessageMoveTasksResultEntry.builder()
        .taskHandle(task.isRunning() ? new Handle(key).toText() : null)
        .status(task.status().name())
        .sourceArn(SqsArns.of(key.source()))
        .destinationArn(task.destinationArn().orElse(null))
        .maxNumberOfMessagesPerSecond(task.maxNumberOfMessagesPerSecond().orElse(null))
        .approximateNumberOfMessagesMoved(task.messagesMoved())
        .approximateNumberOfMessagesToMove(task.messagesToMove())
        .failureReason(task.failureReason().orElse(null))
        .startedTimestamp(key.startedAtMillis())
        .build();
  }

  CancelMessageMoveTaskResponse cancel(Call call, CancelMessageMoveTaskRequest request) {
    Handle handle = Handle.parse(request.taskHandle());
    long moved =
        store.transact(
            transaction -> {
              if (QueueStore.queue(transaction, handle.source()) == null) {
                throw doesNotExist(SOURCE_ARN);
              }
              MoveTask.Key key =
                  keys(transaction, handle.source()).stream()
                      .filter(it -> it.taskId().equals(handle.taskId()))
                      .findFirst()
                      .orElseThrow(() -> SqsFaults.resourceNotFound("Task does not exist."));
              MoveTask task = Objects.requireNonNull(QueueStore.MOVE_TASKS.get(transaction, key));
              if (!task.isRunning()) {
                throw SqsFaults.unsupportedOperation(
                    "Only tasks in RUNNING status can be cancelled.");
              }
              QueueStore.MOVE_TASKS.put(transaction, key, task.as(MoveTask.Status.CANCELLED));
              mover.cancel(transaction, key);
              return task.messagesMoved();
            });
    return CancelMessageMoveTaskResponse.builder().approximateNumberOfMessagesMoved(moved).build();
  }

  private static boolean isRunning(Snapshot snapshot, MoveTask.Key key) {
    MoveTask task = QueueStore.MOVE_TASKS.get(snapshot, key);
    return task != null && task.isRunning();
  }

  /** The tasks of a queue, the latest first; few, for old ones are removed. */
  private static List<MoveTask.Key> keys(Snapshot snapshot, QueueKey source) {
    List<MoveTask.Key> keys = new ArrayList<>();
    try (Rows<MoveTask.Key, MoveTask> rows =
        QueueStore.MOVE_TASKS.scan(
            snapshot,
            QueueStore.MOVE_TASKS.startingWith(out -> QueueKey.CODEC.write(source, out)))) {
      while (rows.next()) {
        keys.add(rows.key());
      }
    }
    return keys;
  }

  private static QueueKey queue(String parameter, @Nullable String arn) {
    if (arn == null) {
      throw SqsFaults.missingParameter(parameter);
    }
    return SqsArns.parse(arn)
        .orElseThrow(
            () ->
                SqsFaults.invalidParameterValue(
                    "You must use this format to specify the "
                        + parameter
                        + ": arn:<partition>:<service>:<region>:<account-id>:<resource-id>"));
  }

  private static Fault doesNotExist(String parameter) {
    return SqsFaults.resourceNotFound(
        "The resource that you specified for the " + parameter + " parameter doesn't exist.");
  }

  /** What a caller names a task by. */
  private record Handle(QueueKey source, String taskId) {
    private static final JsonMapper JSON = JsonMapper.shared();

    private Handle(MoveTask.Key key) {
      this(key.source(), key.taskId());
    }

    private String toText() {
      ObjectNode json = JSON.createObjectNode();
      json.put("taskId", taskId);
      json.put("sourceArn", SqsArns.of(source));
      return Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(json));
    }

    private static Handle parse(@Nullable String text) {
      if (text == null || text.isEmpty()) {
        throw SqsFaults.missingParameter("TaskHandle");
      }
      try {
        JsonNode json =
            JSON.readTree(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
        String taskId = json.path("taskId").asString("");
        Optional<QueueKey> source = SqsArns.parse(json.path("sourceArn").asString(""));
        if (!taskId.isEmpty()) {
          return new Handle(source.orElseThrow(() -> doesNotExist(SOURCE_ARN)), taskId);
        }
      } catch (IllegalArgumentException | JacksonException e) {
        // Not a handle that we gave.
      }
      throw SqsFaults.invalidParameterValue("Value for parameter TaskHandle is invalid.");
    }
  }
}
