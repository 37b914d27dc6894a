package dev.cloudjar.cloud;

import java.time.Instant;

/**
 * An event that a subscriber has failed to hear so often that it was passed over.
 *
 * @param parked when it failed for the last time
 * @param failures how often it has failed
 * @param error what it failed with at last
 */
public record ParkedEvent(
    String subscriber, String topic, String key, Instant parked, int failures, String error) {}
