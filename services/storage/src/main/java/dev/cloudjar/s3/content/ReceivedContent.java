package dev.cloudjar.s3.content;

import org.jspecify.annotations.Nullable;

/**
 * Content that was received in full and is nobody's yet: {@link ContentStore#keep} makes it part of
 * a transaction.
 *
 * @param content where it will be
 * @param rowBytes what is to be written for it; null where nothing is
 * @param digest what its bytes came to
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record ReceivedContent(
    StoredContent content, byte @Nullable [] rowBytes, ContentDigest.Result digest) {}
