package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.sqs.MessageReceipts.VisibilityChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;

/** Deletes messages and changes their visibility, by the receipt handles of consumers. */
final class ReceiptOperations {
  private final MessageReceipts receipts;
  private final QueueMeter meter;

  ReceiptOperations(MessageReceipts receipts, QueueMeter meter) {
    this.receipts = receipts;
    this.meter = meter;
  }

  DeleteMessageResponse delete(Call call, DeleteMessageRequest request) {
    QueueKey key = QueueUrl.parse(call, request.queueUrl());
    String handle = require(request.receiptHandle());
    throwIfPresent(receipts.delete(key, List.of(handle)).getFirst());
    meter.deleted(key, 1, call.time());
    return DeleteMessageResponse.builder().build();
  }

  DeleteMessageBatchResponse deleteBatch(Call call, DeleteMessageBatchRequest request) {
    QueueKey key = QueueUrl.parse(call, request.queueUrl());
    List<DeleteMessageBatchRequestEntry> entries = request.entries();
    BatchEntries.check(
        "DeleteMessageBatchRequestEntry",
        entries.stream().map(DeleteMessageBatchRequestEntry::id).toList());
    List<Optional<Fault>> faults =
        receipts.delete(
            key, entries.stream().map(entry -> orEmpty(entry.receiptHandle())).toList());
    List<DeleteMessageBatchResultEntry> successful = new ArrayList<>();
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      String id = entries.get(i).id();
      faults
          .get(i)
          .ifPresentOrElse(
              fault -> failed.add(SqsFaults.ofEntry(id, fault)),
              () -> successful.add(DeleteMessageBatchResultEntry.builder().id(id).build()));
    }
    meter.deleted(key, successful.size(), call.time());
    return DeleteMessageBatchResponse.builder()
        .successful(orNull(successful))
        .failed(orNull(failed))
        .build();
  }

  ChangeMessageVisibilityResponse changeVisibility(
      Call call, ChangeMessageVisibilityRequest request) {
    QueueKey key = QueueUrl.parse(call, request.queueUrl());
    String handle = require(request.receiptHandle());
    if (request.visibilityTimeout() == null) {
      throw SqsFaults.missingParameter("VisibilityTimeout");
    }
    checkTimeout(request.visibilityTimeout());
    throwIfPresent(
        receipts
            .changeVisibility(
                key, List.of(new VisibilityChange(handle, request.visibilityTimeout())))
            .getFirst());
    return ChangeMessageVisibilityResponse.builder().build();
  }

  ChangeMessageVisibilityBatchResponse changeVisibilityBatch(
      Call call, ChangeMessageVisibilityBatchRequest request) {
    QueueKey key = QueueUrl.parse(call, request.queueUrl());
    List<ChangeMessageVisibilityBatchRequestEntry> entries = request.entries();
    BatchEntries.check(
        "ChangeMessageVisibilityBatchRequestEntry",
        entries.stream().map(ChangeMessageVisibilityBatchRequestEntry::id).toList());
    List<ChangeMessageVisibilityBatchResultEntry> successful = new ArrayList<>();
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    List<VisibilityChange> changes = new ArrayList<>();
    for (ChangeMessageVisibilityBatchRequestEntry entry : entries) {
      try {
        int timeout = Objects.requireNonNullElse(entry.visibilityTimeout(), 0);
        checkTimeout(timeout);
        changes.add(new VisibilityChange(orEmpty(entry.receiptHandle()), timeout));
        ids.add(entry.id());
      } catch (Fault fault) {
        failed.add(SqsFaults.ofEntry(entry.id(), fault));
      }
    }
    List<Optional<Fault>> faults = receipts.changeVisibility(key, changes);
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      faults
          .get(i)
          .ifPresentOrElse(
              fault -> failed.add(SqsFaults.ofEntry(id, fault)),
              () ->
                  successful.add(ChangeMessageVisibilityBatchResultEntry.builder().id(id).build()));
    }
    return ChangeMessageVisibilityBatchResponse.builder()
        .successful(orNull(successful))
        .failed(orNull(failed))
        .build();
  }

  /** AWS leaves out a list that is empty. */
  static <T> @Nullable List<T> orNull(List<T> list) {
    return list.isEmpty() ? null : list;
  }

  private static void checkTimeout(int seconds) {
    MessageOperations.checkSeconds(
        "VisibilityTimeout", seconds, QueueLimits.VISIBILITY_TIMEOUT_SECONDS);
  }

  private static String require(@Nullable String receiptHandle) {
    if (receiptHandle == null || receiptHandle.isEmpty()) {
      throw SqsFaults.missingParameter("ReceiptHandle");
    }
    return receiptHandle;
  }

  private static String orEmpty(@Nullable String receiptHandle) {
    return Objects.requireNonNullElse(receiptHandle, "");
  }

  private static void throwIfPresent(Optional<Fault> fault) {
    if (fault.isPresent()) {
      throw fault.get();
    }
  }
}
