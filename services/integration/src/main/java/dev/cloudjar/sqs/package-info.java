/**
 * Amazon SQS, all 23 operations.
 *
 * <h2>Real</h2>
 *
 * <p>Standard and FIFO queues with everything that time does to messages: visibility timeouts,
 * delays, retention, deduplication, long polling; dead-letter queues and the tasks that empty them;
 * batches, attributes, digests, tags, and AWS's limits and errors. Messages are handed out once;
 * AWS's standard queues may do so twice, and in another order.
 *
 * <h2>Recorded only</h2>
 *
 * <ul>
 *   <li>Encryption: {@code KmsMasterKeyId}, {@code KmsDataKeyReusePeriodSeconds}, {@code
 *       SqsManagedSseEnabled}.
 *   <li>{@code MessageGroupId} on a standard queue is kept and told, but does not make the queue a
 *       fair one. {@code FifoThroughputLimit} limits nothing: there is no limit of throughput.
 * </ul>
 *
 * <h2>Never answered</h2>
 *
 * <p>{@code MessageNotInflight}: AWS documents it, but answers with success instead where a
 * standard queue's message is visible again, and with {@code InvalidParameterValue} elsewhere. What
 * AWS's many machines make of each other, such as a queue that exists only after a second, or
 * numbers of messages that are right after a minute, is right at once here.
 *
 * <h2>How it works</h2>
 *
 * <p>A message is two rows: its {@link dev.cloudjar.sqs.MessageState}, which each receive writes
 * again, and its {@link dev.cloudjar.sqs.MessageContent}, which is written once. Both are keyed by
 * age, so that what expires is at the front. A receive needs no index rows: the {@link
 * dev.cloudjar.sqs.QueueDispatcher} of a queue knows which messages can be received next and gives
 * each to one receive only, whose transaction then decides. The dispatcher is made from the rows
 * when the queue is first used, and costs some hundred bytes for each message. Whoever changes a
 * message's row does so with its queue's dispatcher in hand and tells it after the commit; a second
 * process over the same store would need a way to share out the queues.
 *
 * <p>A purge gives the queue a new name for its messages, and so takes no time; the {@link
 * dev.cloudjar.sqs.QueueSweeper} removes the rows that were left behind.
 */
@NullMarked
package dev.cloudjar.sqs;

import org.jspecify.annotations.NullMarked;
