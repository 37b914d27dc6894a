package dev.cloudjar.cloud;

import dev.cloudjar.policy.Explanation;
import java.time.Instant;

/**
 * A call that the gate has refused.
 *
 * @param id the call's request id
 * @param time on the virtual clock
 * @param service the service's name in the catalog
 * @param principalArn who called
 * @param explanation the whole of why
 */
public record Refusal(
    String id,
    Instant time,
    String service,
    String operation,
    String accountId,
    String principalArn,
    Explanation explanation) {}
