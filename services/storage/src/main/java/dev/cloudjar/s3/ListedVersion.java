package dev.cloudjar.s3;

/**
 * A version in a listing.
 *
 * @param isLatest whether it is the newest of its key
 */
record ListedVersion(String key, Version version, boolean isLatest) {}
