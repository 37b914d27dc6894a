package dev.cloudjar.cloud;

import java.time.Instant;

/**
 * An item of work that has failed so often that it is not tried again unless somebody says so.
 *
 * @param due when it was to run in the first place
 * @param parked when it failed for the last time
 * @param failures how often it has failed
 * @param error what it failed with at last
 */
public record ParkedWork(
    String kind, String id, Instant due, Instant parked, int failures, String error) {}
