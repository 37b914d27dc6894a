package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Session;
import dev.cloudjar.wire.sigv4.PayloadReader;
import java.util.Optional;

/**
 * Who sent a request.
 *
 * @param accessKeyId empty for somebody who did not sign
 * @param session what their credentials carry; empty for long-term keys
 * @param payload checks the body against what they signed
 */
record Caller(
    Principal principal,
    Optional<String> accessKeyId,
    Optional<Session> session,
    PayloadReader payload) {}
