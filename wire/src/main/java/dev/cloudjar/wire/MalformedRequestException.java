package dev.cloudjar.wire;

/**
 * A request that cannot be read; {@link #code} is what its protocol answers, such as {@code
 * SerializationException}.
 */
public final class MalformedRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final int status;

  public MalformedRequestException(String code, int status, String message) {
    super(message, null, false, false);
    this.code = code;
    this.status = status;
  }

  public String code() {
    return code;
  }

  public int status() {
    return status;
  }
}
