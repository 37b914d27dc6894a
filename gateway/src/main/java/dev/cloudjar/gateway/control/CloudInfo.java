package dev.cloudjar.gateway.control;

import java.time.Instant;

/**
 * What a cloud says of itself.
 *
 * @param version of Cloudjar
 * @param region of calls that name none
 * @param data where its data is; {@code memory} for nowhere
 * @param started when, by the time outside
 */
public record CloudInfo(
    String version, String region, String data, boolean strict, Instant started) {}
