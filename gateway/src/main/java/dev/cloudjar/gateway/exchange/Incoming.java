package dev.cloudjar.gateway.exchange;

import dev.cloudjar.cloud.AnswerWatch;
import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.EndpointWay;
import dev.cloudjar.wire.RequestHead;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as a door hands it in.
 *
 * @param head everything before the body
 * @param body the bytes after the head with HTTP's own framing taken off. Where the caller awaits
 *     {@code 100 Continue}, it is sent when the first bytes are asked for.
 * @param whole all bytes of the body where they have arrived already, to be read without moving the
 *     buffer's position; null where they are still on their way. Valid until the answer is sent.
 * @param sourceAddress where it came from; empty for a request from within the process
 * @param secure whether it came over TLS
 * @param tls how the connection is encrypted; empty where it is not, or nobody knows
 * @param way the VPC endpoint that it came through, which only the door can know
 */
public record Incoming(
    RequestHead head,
    Body body,
    @Nullable ByteBuffer whole,
    Optional<InetAddress> sourceAddress,
    boolean secure,
    Optional<AnswerWatch.Tls> tls,
    Optional<EndpointWay> way) {

  /** A request that came through no VPC endpoint. */
  public Incoming(
      RequestHead head,
      Body body,
      @Nullable ByteBuffer whole,
      Optional<InetAddress> sourceAddress,
      boolean secure,
      Optional<AnswerWatch.Tls> tls) {
    this(head, body, whole, sourceAddress, secure, tls, Optional.empty());
  }

  /** The same through a VPC endpoint. */
  public Incoming through(EndpointWay endpoint) {
    return new Incoming(head, body, whole, sourceAddress, secure, tls, Optional.of(endpoint));
  }

  /** Whether the way that it came leads to a service at all. */
  public boolean reaches(String signingName) {
    return way.isEmpty() || way.get().signingName().equals(signingName);
  }
}
