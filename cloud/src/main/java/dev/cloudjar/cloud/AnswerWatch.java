package dev.cloudjar.cloud;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * Sees the answers of a room on their way out, to outside and to other rooms: also those to callers
 * who were not believed, and those to requests that are no operation.
 */
public interface AnswerWatch {

  /** Whether it looks at anything just now. Asked for every answer, so it waits for nothing. */
  boolean isAttentive();

  /**
   * Sees an answer. Called on the thread that made it, so it returns at once.
   *
   * @return the content to send: the answer's own, or one with the same bytes that tells when they
   *     have left
   */
  Content leaving(Leaving leaving);

  /**
   * An answer that is about to be sent.
   *
   * @param requestId as the answer's headers tell it
   * @param head how the request came; null for a call between rooms
   * @param http what came with it
   * @param tls how the connection is encrypted; empty where it is not, or nobody knows
   * @param call who called what; null where the sender was not believed or the request not known
   * @param request null where it could not be read, and where it is no operation
   * @param response null where it was refused, and where the request is no operation
   * @param errorCode null where it was not refused
   * @param nanos how long the answer took to make
   */
  record Leaving(
      String requestId,
      @Nullable PlainHead head,
      Call.Http http,
      Optional<Tls> tls,
      @Nullable Call call,
      @Nullable AwsRequest request,
      @Nullable AwsResponse response,
      @Nullable String errorCode,
      int status,
      List<Map.Entry<String, String>> headers,
      Content content,
      long nanos) {

    /** The same answer with other content. */
    public Leaving with(Content other) {
      return new Leaving(
          requestId, head, http, tls, call, request, response, errorCode, status, headers, other,
          nanos);
    }
  }

  /**
   * How a connection is encrypted.
   *
   * @param version such as {@code TLSv1.3}
   * @param cipherSuite as the JDK names it
   */
  record Tls(String version, String cipherSuite) {}
}
