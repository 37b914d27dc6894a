package dev.cloudjar.gateway.http;

import dev.cloudjar.cloud.AnswerWatch;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** What client and server have agreed on. */
final class Handshake {
  private Handshake() {}

  /** How a connection is encrypted, once what is spoken within it has been chosen. */
  static Optional<AnswerWatch.Tls> of(Channel connection) {
    SslHandler handler = connection.pipeline().get(SslHandler.class);
    if (handler == null) {
      return Optional.empty();
    }
    SSLSession session = handler.engine().getSession();
    return Optional.of(new AnswerWatch.Tls(session.getProtocol(), session.getCipherSuite()));
  }
}
