package dev.cloudjar.cloud;

import java.util.Optional;

/**
 * A try to sign in to the console, or a step of it, as trails tell of it. It is a call of no
 * operation.
 *
 * @param step what was tried, such as {@code ConsoleLogin}
 * @param accountId the account that somebody tried to enter, 12 digits
 * @param principal who it was, or said to be; empty where the account knows nobody of that name
 * @param http what the browser's request brought
 * @param refusal why it failed; empty for a success
 * @param device whether a device of the principal was asked for a code, and which kind of device
 * @param target where the browser goes next
 */
public record ConsoleSignIn(
    String step,
    String accountId,
    Optional<Principal> principal,
    Call.Http http,
    Optional<String> refusal,
    Optional<String> device,
    String target) {}
