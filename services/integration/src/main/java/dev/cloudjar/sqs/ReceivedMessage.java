package dev.cloudjar.sqs;

/**
 * A message as a consumer gets it.
 *
 * @param state after this receive
 */
record ReceivedMessage(MessageKey key, MessageState state, MessageContent content) {

  String receiptHandle(Queue queue) {
    return new ReceiptHandle(key, state.receiveCount()).toText(queue.receiptSecret());
  }
}
