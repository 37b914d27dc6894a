package dev.cloudjar.cloud;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * One call of one operation: who calls, where and when.
 *
 * @param service the service's name in the catalog, such as {@code sqs}
 * @param operation the operation's name, such as {@code SendMessage}
 * @param accountId the account of the caller, 12 digits
 * @param region the Region that is called, such as {@code us-east-1}
 * @param principal who calls
 * @param accessKeyId the id of the access key that signed the call, created by the cloud or not;
 *     empty for a call that nobody signed or that came from within
 * @param session what the key's session carries; empty for a long-term key
 * @param requestId unique to the call
 * @param time when the call came in, on the virtual clock
 * @param http what came with the request outside of its structure
 * @param calledVia the services through which the principal's call came here, such as {@code
 *     cloudformation.amazonaws.com}, the first one first; empty for a call from outside
 * @param calls how this call makes others
 */
public record Call(
    String service,
    String operation,
    String accountId,
    String region,
    Principal principal,
    Optional<String> accessKeyId,
    Optional<Session> session,
    String requestId,
    Instant time,
    Http http,
    List<String> calledVia,
    Calls calls) {

  /**
   * What a request brings besides the members of its structure.
   *
   * @param sourceAddress where it came from; empty for a call from within
   * @param secure whether it came over TLS
   * @param host the Host header with its port, as the caller wrote it, such as {@code
   *     localhost:4566}
   * @param headers all headers of the request
   * @param query the raw query string without its question mark; empty where there is none
   * @param streamingSignature whether the body is framed as {@code aws-chunked}
   * @param way the VPC endpoint that it came through; empty for every other way
   */
  public record Http(
      Optional<InetAddress> sourceAddress,
      boolean secure,
      String host,
      Headers headers,
      String query,
      boolean streamingSignature,
      Optional<EndpointWay> way) {

    /** Of a request that came through no VPC endpoint. */
    public Http(
        Optional<InetAddress> sourceAddress,
        boolean secure,
        String host,
        Headers headers,
        String query,
        boolean streamingSignature) {
      this(sourceAddress, secure, host, headers, query, streamingSignature, Optional.empty());
    }

    /**
     * The scheme and host under which the caller reached the cloud, such as {@code
     * http://localhost:4566}.
     */
    public String origin() {
      return (secure ? "https://" : "http://") + host;
    }
  }

  /** Reads headers by name, whatever their case. */
  @FunctionalInterface
  public interface Headers {
    /** The first value of a header, or empty. */
    Optional<String> first(String name);
  }

  /** This call as that of somebody whom its request itself proves it to come from. */
  public Call by(Principal proven) {
    return new Call(
        service,
        operation,
        proven.accountId(),
        region,
        proven,
        accessKeyId,
        session,
        requestId,
        time,
        http,
        calledVia,
        calls);
  }

  /** This call in the name of somebody else, such as a role or a service. */
  public RoomCaller as(Principal other) {
    return new RoomCaller(calls, other, Optional.empty(), region, List.of());
  }

  /**
   * Calls another operation, in process and in this call's name, through the same gate as a call
   * from outside.
   *
   * @throws Fault what the other operation refuses with
   */
  public <I extends AwsRequest, O extends AwsResponse> O to(I request, Class<O> response) {
    List<String> via = new ArrayList<>(calledVia);
    via.add(service + ".amazonaws.com");
    return new RoomCaller(calls, principal, session, region, via).to(request, response);
  }

  /** Whether the caller may also use this, for what a handler finds out by itself. */
  public boolean allows(Gate.Need need) {
    return calls.decide(this, List.of(need)) instanceof Gate.Decision.Allowed;
  }
}
