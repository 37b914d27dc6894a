package dev.cloudjar.cloud;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An error that a caller is answered with. Made by a room's {@code *Faults}, named as AWS names it.
 *
 * <p>Carries no stack trace: it is an answer, not an accident.
 */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final int status;
  private final transient Map<String, String> members;
  private final transient @Nullable SdkPojo shape;
  private final transient Map<String, String> headers;

  private Fault(
      String code,
      int status,
      @Nullable String message,
      Map<String, String> members,
      @Nullable SdkPojo shape,
      Map<String, String> headers) {
    super(message, null, false, false);
    this.code = code;
    this.status = status;
    this.members = members;
    this.shape = shape;
    this.headers = headers;
  }

  /** An error of the service's model, whose status the catalog knows. */
  public static Fault of(String code, String message) {
    return new Fault(code, 0, message, Map.of(), null, Map.of());
  }

  /** An error with a status of its own. */
  public static Fault of(int status, String code, String message) {
    return new Fault(code, status, message, Map.of(), null, Map.of());
  }

  /** An error without a body, as for HEAD requests. */
  public static Fault ofStatus(int status, String code) {
    return new Fault(code, status, null, Map.of(), null, Map.of());
  }

  /** This error with one more member beside code and message, such as S3's {@code BucketName}. */
  public Fault with(String member, String value) {
    Map<String, String> more = new TreeMap<>(members);
    more.put(member, value);
    return new Fault(code, status, getMessage(), more, shape, headers);
  }

  /**
   * This error with the members of its own shape, where they are more than texts: numbers, lists,
   * structures.
   *
   * @param its the SDK's class of the exception, such as {@code TransactionCanceledException};
   *     nothing of it counts but its members
   */
  public Fault with(SdkPojo its) {
    return new Fault(code, status, getMessage(), members, its, headers);
  }

  /** This error with one more HTTP header. */
  public Fault withHeader(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new Fault(code, status, getMessage(), members, shape, more);
  }

  /** The error's name as its shape or code is called, such as {@code NoSuchBucket}. */
  public String code() {
    return code;
  }

  /** The HTTP status; empty where the catalog decides. */
  public OptionalInt status() {
    return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
  }

  public Map<String, String> members() {
    return members;
  }

  /** The members of the error's own shape. */
  public Optional<SdkPojo> shape() {
    return Optional.ofNullable(shape);
  }

  public Map<String, String> headers() {
    return headers;
  }
}
