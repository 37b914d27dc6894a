package dev.cloudjar.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error on its way out.
 *
 * @param code as the service's current clients know it
 * @param message null for none
 * @param status the HTTP status
 * @param senderFault whether the caller is to blame
 * @param members further members of the error, by name
 * @param headers further headers
 */
public record WireError(
    String code,
    @Nullable String message,
    int status,
    boolean senderFault,
    Map<String, String> members,
    Map<String, String> headers) {}
