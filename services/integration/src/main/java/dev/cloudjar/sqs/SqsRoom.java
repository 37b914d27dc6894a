package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.Room;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;
import software.amazon.awssdk.services.sqs.model.AddPermissionResponse;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResponse;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueResponse;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sqs.model.RemovePermissionResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskResponse;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueResponse;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueResponse;

/** Amazon SQS. */
public final class SqsRoom implements Room {
  private static final String NO_KMS = "messages are not encrypted by the queue's key";
  private static final String NO_LIMIT = "there is no limit of throughput";
  private static final String NO_FAIRNESS =
      "on a standard queue the group is kept and told, but does not change whose turn it is";

  @Override
  public void open(Operations operations, Cloud cloud) {
    var store = cloud.store();
    var dispatchers = new QueueDispatchers(store, cloud.clock(), cloud.signals());
    var sweeper = new QueueSweeper(store, cloud.clock(), cloud.work(), dispatchers);
    var mover =
        new MessageMover(store, cloud.clock(), cloud.work(), cloud.ids(), dispatchers, sweeper);
    var access = new QueueAccess(store);
    cloud.work().handle(QueueSweeper.KIND, sweeper::run);
    cloud.work().handle(MessageMover.KIND, mover::run);

    queues(operations, access, new QueueOperations(store, cloud.ids(), dispatchers, sweeper));
    lists(operations, access, new QueueListOperations(store));
    tags(operations, access, new QueueTagOperations(store));
    permissions(operations, access, new QueuePermissionOperations(store));

    var meter = new QueueMeter(cloud.meter());
    messages(
        operations,
        access,
        new MessageOperations(
            dispatchers,
            new MessageSender(store, cloud.clock(), dispatchers, sweeper),
            new MessageReceiver(store, cloud.clock(), cloud.signals(), dispatchers, sweeper),
            cloud.ids(),
            meter));
    receipts(
        operations,
        access,
        new ReceiptOperations(new MessageReceipts(store, cloud.clock(), dispatchers), meter));
    moveTasks(operations, access, new MoveTaskOperations(store, cloud.ids(), dispatchers, mover));
  }

  private static void queues(Operations ops, QueueAccess access, QueueOperations queues) {
    ops.on(CreateQueueRequest.class, CreateQueueResponse.class, queues::create)
        .authorises((call, it) -> access.ofNewQueue(call, it.queueName(), it.tags()))
        .recordedMember("Attributes.KmsMasterKeyId", NO_KMS)
        .recordedMember("Attributes.KmsDataKeyReusePeriodSeconds", NO_KMS)
        .recordedMember("Attributes.SqsManagedSseEnabled", NO_KMS)
        .recordedMember("Attributes.FifoThroughputLimit", NO_LIMIT);
    ops.on(DeleteQueueRequest.class, DeleteQueueResponse.class, queues::delete)
        .authorises("sqs:DeleteQueue", (call, it) -> access.byUrl(call, it.queueUrl()));
    ops.on(PurgeQueueRequest.class, PurgeQueueResponse.class, queues::purge)
        .authorises("sqs:PurgeQueue", (call, it) -> access.byUrl(call, it.queueUrl()));
    ops.on(SetQueueAttributesRequest.class, SetQueueAttributesResponse.class, queues::setAttributes)
        .authorises("sqs:SetQueueAttributes", (call, it) -> access.byUrl(call, it.queueUrl()))
        .recordedMember("Attributes.KmsMasterKeyId", NO_KMS)
        .recordedMember("Attributes.KmsDataKeyReusePeriodSeconds", NO_KMS)
        .recordedMember("Attributes.SqsManagedSseEnabled", NO_KMS)
        .recordedMember("Attributes.FifoThroughputLimit", NO_LIMIT);
    ops.on(GetQueueAttributesRequest.class, GetQueueAttributesResponse.class, queues::getAttributes)
        .authorises("sqs:GetQueueAttributes", (call, it) -> access.byUrl(call, it.queueUrl()));
  }

  private static void lists(Operations ops, QueueAccess access, QueueListOperations lists) {
    ops.on(GetQueueUrlRequest.class, GetQueueUrlResponse.class, lists::getUrl)
        .authorises(
            "sqs:GetQueueUrl",
            (call, it) -> access.guarded(SqsArns.resource(QueueListOperations.named(call, it))));
    ops.on(ListQueuesRequest.class, ListQueuesResponse.class, lists::list)
        .authorises("sqs:ListQueues", (call, it) -> Resource.any(call));
    ops.on(
            ListDeadLetterSourceQueuesRequest.class,
            ListDeadLetterSourceQueuesResponse.class,
            lists::listDeadLetterSources)
        .authorises(
            "sqs:ListDeadLetterSourceQueues", (call, it) -> access.byUrl(call, it.queueUrl()));
  }

  private static void tags(Operations ops, QueueAccess access, QueueTagOperations tags) {
    ops.on(TagQueueRequest.class, TagQueueResponse.class, tags::tag)
        .authorises(
            (call, it) ->
                List.of(
                    new Need("sqs:TagQueue", access.byUrl(call, it.queueUrl()))
                        .withRequestTags(it.tags())));
    ops.on(UntagQueueRequest.class, UntagQueueResponse.class, tags::untag)
        .authorises(
            (call, it) ->
                List.of(
                    new Need("sqs:UntagQueue", access.byUrl(call, it.queueUrl()))
                        .with("aws:TagKeys", it.tagKeys())));
    ops.on(ListQueueTagsRequest.class, ListQueueTagsResponse.class, tags::list)
        .authorises("sqs:ListQueueTags", (call, it) -> access.byUrl(call, it.queueUrl()));
  }

  private static void permissions(
      Operations ops, QueueAccess access, QueuePermissionOperations permissions) {
    ops.on(AddPermissionRequest.class, AddPermissionResponse.class, permissions::add)
        .authorises("sqs:AddPermission", (call, it) -> access.byUrl(call, it.queueUrl()));
    ops.on(RemovePermissionRequest.class, RemovePermissionResponse.class, permissions::remove)
        .authorises("sqs:RemovePermission", (call, it) -> access.byUrl(call, it.queueUrl()));
  }

  private static void messages(Operations ops, QueueAccess access, MessageOperations messages) {
    ops.on(SendMessageRequest.class, SendMessageResponse.class, messages::send)
        .authorises("sqs:SendMessage", (call, it) -> access.byUrl(call, it.queueUrl()))
        .recordedMember("MessageGroupId", NO_FAIRNESS);
    ops.on(SendMessageBatchRequest.class, SendMessageBatchResponse.class, messages::sendBatch)
        .authorises("sqs:SendMessage", (call, it) -> access.byUrl(call, it.queueUrl()))
        .recordedMember("Entries.MessageGroupId", NO_FAIRNESS);
    ops.on(ReceiveMessageRequest.class, ReceiveMessageResponse.class, messages::receive)
        .authorises("sqs:ReceiveMessage", (call, it) -> access.byUrl(call, it.queueUrl()));
  }

  private static void receipts(Operations ops, QueueAccess access, ReceiptOperations receipts) {
    ops.on(DeleteMessageRequest.class, DeleteMessageResponse.class, receipts::delete)
        .authorises("sqs:DeleteMessage", (call, it) -> access.byUrl(call, it.queueUrl()));
    ops.on(DeleteMessageBatchRequest.class, DeleteMessageBatchResponse.class, receipts::deleteBatch)
        .authorises("sqs:DeleteMessage", (call, it) -> access.byUrl(call, it.queueUrl()));
    ops.on(
            ChangeMessageVisibilityRequest.class,
            ChangeMessageVisibilityResponse.class,
            receipts::changeVisibility)
        .authorises("sqs:ChangeMessageVisibility", (call, it) -> access.byUrl(call, it.queueUrl()));
    ops.on(
            ChangeMessageVisibilityBatchRequest.class,
            ChangeMessageVisibilityBatchResponse.class,
            receipts::changeVisibilityBatch)
        .authorises("sqs:ChangeMessageVisibility", (call, it) -> access.byUrl(call, it.queueUrl()));
  }

  private static void moveTasks(Operations ops, QueueAccess access, MoveTaskOperations tasks) {
    ops.on(StartMessageMoveTaskRequest.class, StartMessageMoveTaskResponse.class, tasks::start)
        .authorises(
            "sqs:StartMessageMoveTask",
            (call, it) -> access.guarded(MoveTaskOperations.source(call, it)))
        .authorises(
            "sqs:ReceiveMessage", (call, it) -> access.guarded(MoveTaskOperations.source(call, it)))
        .authorises(
            "sqs:DeleteMessage", (call, it) -> access.guarded(MoveTaskOperations.source(call, it)))
        .authorises(
            "sqs:GetQueueAttributes",
            (call, it) -> access.guarded(MoveTaskOperations.source(call, it)))
        .authorises(
            "sqs:SendMessage",
            (call, it) -> access.guarded(MoveTaskOperations.destination(call, it)));
    ops.on(ListMessageMoveTasksRequest.class, ListMessageMoveTasksResponse.class, tasks::list)
        .authorises(
            "sqs:ListMessageMoveTasks",
            (call, it) -> access.guarded(MoveTaskOperations.source(call, it)));
    ops.on(CancelMessageMoveTaskRequest.class, CancelMessageMoveTaskResponse.class, tasks::cancel)
        .authorises(
            "sqs:CancelMessageMoveTask",
            (call, it) -> access.guarded(MoveTaskOperations.source(call, it)));
  }
}
