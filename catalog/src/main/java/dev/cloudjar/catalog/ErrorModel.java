package dev.cloudjar.catalog;

/**
 * One error of a service.
 *
 * @param shape the name of its structure, such as {@code QueueDoesNotExist}
 * @param code the code on the wire; the same as the shape but for the Query protocols
 * @param legacyCode the code that older clients of the service know, such as {@code
 *     AWS.SimpleQueueService.NonExistentQueue}; the same as the code for most
 * @param status the HTTP status
 * @param senderFault whether the caller is to blame
 */
public record ErrorModel(
    String shape, String code, String legacyCode, int status, boolean senderFault) {}
