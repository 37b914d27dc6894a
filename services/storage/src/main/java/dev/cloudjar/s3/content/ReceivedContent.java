package dev.cloudjar.s3.content;

/**
 * Content that was received in full and is nobody's yet: {@link ContentStore#keep} makes it part of
 * a transaction.
 *
 * @param content where it will be
 * @param digest what its bytes came to
 */
public record ReceivedContent(StoredContent content, ContentDigest.Result digest) {}
