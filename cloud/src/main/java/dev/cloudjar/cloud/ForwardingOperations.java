package dev.cloudjar.cloud;

import software.amazon.awssdk.awscore.AwsRequest;

/**
 * Registers operations elsewhere, in a way of its own, and hands on what isn't about one that is
 * answered.
 */
public interface ForwardingOperations extends Operations {

  /** Where they are registered. */
  Operations operations();

  @Override
  default <I extends AwsRequest> void unsupported(Class<I> request, String reason) {
    operations().unsupported(request, reason);
  }

  @Override
  default void plain(PlainHandler handler) {
    operations().plain(handler);
  }

  @Override
  default void eachAnswer(AnswerHeaders headers) {
    operations().eachAnswer(headers);
  }

  @Override
  default void watchAnswers(AnswerWatch watch) {
    operations().watchAnswers(watch);
  }
}
