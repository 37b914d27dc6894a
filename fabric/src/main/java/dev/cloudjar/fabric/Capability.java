package dev.cloudjar.fabric;

/**
 * Something that machines may be able to do.
 *
 * @param name such as {@code networks}
 * @param tier how well this machine does it
 * @param detail what that means here, and what would have to be installed or allowed for a better
 *     tier
 */
public record Capability(String name, Tier tier, String detail) {}
