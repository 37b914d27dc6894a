package dev.cloudjar.catalog;

/**
 * One error of a service. JSON and CBOR name it by its shape, REST-XML by its code, the Query
 * protocols by its legacy code.
 *
 * @param shape the name of its structure, such as {@code QueueDoesNotExist}
 * @param code the code as the pinned SDK knows it; the same as the shape but for Query services
 * @param legacyCode the code in the Query protocols, and in {@code x-amzn-query-error}, such as
 *     {@code AWS.SimpleQueueService.NonExistentQueue}; the same as the code for most
 * @param status the HTTP status
 * @param senderFault whether the caller is to blame
 */
public record ErrorModel(
    String shape, String code, String legacyCode, int status, boolean senderFault) {}
