package dev.cloudjar.sqs;

/**
 * Where messages go that were received too often.
 *
 * @param deadLetterTargetArn the queue that takes them
 * @param maxReceiveCount how often a message is received before, 1 to 1,000
 */
record RedrivePolicy(String deadLetterTargetArn, int maxReceiveCount) {}
