package dev.cloudjar.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An error on its way out.
 *
 * @param code as the service's current clients know it
 * @param message null for none
 * @param status the HTTP status
 * @param senderFault whether the caller is to blame
 * @param members further members of the error, by name
 * @param shape the error's own shape, whose members are written beside the others; null for none
 * @param headers further headers
 */
public record WireError(
    String code,
    @Nullable String message,
    int status,
    boolean senderFault,
    Map<String, String> members,
    @Nullable SdkPojo shape,
    Map<String, String> headers) {

  /** An error that has no members but texts. */
  public WireError(
      String code,
      @Nullable String message,
      int status,
      boolean senderFault,
      Map<String, String> members,
      Map<String, String> headers) {
    this(code, message, status, senderFault, members, null, headers);
  }
}
