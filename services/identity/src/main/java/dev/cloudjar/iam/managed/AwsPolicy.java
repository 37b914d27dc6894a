package dev.cloudjar.iam.managed;

import java.time.Instant;

/**
 * A policy of AWS.
 *
 * @param path with a slash at both ends, or a slash alone
 * @param id such as {@code ANPAIWMBCKSKIEE64ZLYK}
 * @param updated when its version was made
 * @param version the number of the version that counts, the only one that is known
 * @param document JSON
 */
public record AwsPolicy(
    String path,
    String name,
    String id,
    Instant created,
    Instant updated,
    int version,
    String document) {}
