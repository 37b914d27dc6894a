package dev.cloudjar.cloud;

import java.util.Optional;

/**
 * What a browser's form says of who signed it.
 *
 * @param text what was signed: the policy in Base64, as it stands in the form
 * @param credential key id, day, Region, service and terminator, as in {@code x-amz-credential}; or
 *     a key id alone, as in {@code AWSAccessKeyId}, for Signature Version 2
 * @param signature as in {@code x-amz-signature} or {@code signature}
 * @param sessionToken as in {@code x-amz-security-token}; empty for long-term keys
 */
public record SignedForm(
    String text, String credential, String signature, Optional<String> sessionToken) {}
