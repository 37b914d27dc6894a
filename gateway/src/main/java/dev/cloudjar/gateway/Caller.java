package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Principal;
import dev.cloudjar.wire.sigv4.PayloadReader;
import java.util.Optional;

/**
 * Who sent a request.
 *
 * @param accessKeyId empty for somebody who did not sign
 * @param payload checks the body against what they signed
 */
record Caller(Principal principal, Optional<String> accessKeyId, PayloadReader payload) {}
