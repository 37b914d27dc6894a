package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Calls;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.Router;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes of requests from outside what rooms know. */
final class Arrivals {
  private final Clock clock;
  private final Calls calls;

  Arrivals(Clock clock, Calls calls) {
    this.clock = clock;
    this.calls = calls;
  }

  /** The call that a request is, once its sender is believed. */
  Call call(Incoming incoming, Destination destination, Caller caller, String requestId) {
    return new Call(
        destination.service().name(),
        destination.operation().name(),
        caller.principal().accountId(),
        destination.region(),
        caller.principal(),
        caller.accessKeyId(),
        caller.session(),
        requestId,
        clock.now(),
        http(incoming),
        List.of(),
        calls);
  }

  /** What a request brings besides its structure. */
  static Call.Http http(Incoming incoming) {
    RequestHead head = incoming.head();
    String host = head.headers().first("host");
    return new Call.Http(
        incoming.sourceAddress(),
        incoming.secure(),
        host == null ? "localhost" : host,
        headers(head),
        head.query(),
        false,
        incoming.way());
  }

  /** The head of a request that may be no operation. */
  static PlainHead plain(RequestHead head, Router.Address address) {
    return new PlainHead(
        head.method(), host(head), head.path(), address.bucketPath(), head.query(), headers(head));
  }

  /** The name of the host in small letters, without its port; empty for none. */
  static String host(RequestHead head) {
    String header = head.headers().first("host");
    if (header == null) {
      return "";
    }
    int port = header.lastIndexOf(':');
    boolean numbered = port >= 0 && header.indexOf(']', port) < 0;
    return (numbered ? header.substring(0, port) : header).toLowerCase(Locale.ROOT);
  }

  private static Call.Headers headers(RequestHead head) {
    return name -> Optional.ofNullable(head.headers().first(name.toLowerCase(Locale.ROOT)));
  }
}
