/**
 * Tests against the cloud in the test's own JVM: no container, no network, no waiting.
 *
 * <pre>{@code
 * @CloudjarTest
 * class OrdersTest {
 *   @Test
 *   void forgetsOrdersAfterFourDays(SqsClient sqs, TestClock clock) {
 *     String url = sqs.createQueue(r -> r.queueName("orders")).queueUrl();
 *     sqs.sendMessage(r -> r.queueUrl(url).messageBody("a book"));
 *     clock.advance(Duration.ofDays(4));
 *     assertThat(sqs.receiveMessage(r -> r.queueUrl(url)).messages()).isEmpty();
 *   }
 * }
 * }</pre>
 *
 * @see dev.cloudjar.junit.CloudjarTest
 */
@NullMarked
package dev.cloudjar.junit;

import org.jspecify.annotations.NullMarked;
