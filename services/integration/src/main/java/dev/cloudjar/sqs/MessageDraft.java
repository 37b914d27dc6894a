package dev.cloudjar.sqs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message as a producer sends it, before it is checked. Whatever was not sent is null. */
record MessageDraft(
    @Nullable String body,
    List<Attribute> attributes,
    List<Attribute> systemAttributes,
    @Nullable Integer delaySeconds,
    @Nullable String groupId,
    @Nullable String deduplicationId) {

  /**
   * An attribute as a producer sends it.
   *
   * @param hasListValues whether it has values of the kinds that are reserved for future use
   */
  @SuppressWarnings("ArrayRecordComponent") // drafts are compared nowhere
  record Attribute(
      String name,
      @Nullable String dataType,
      @Nullable String text,
      byte @Nullable [] binary,
      boolean hasListValues) {}
}
