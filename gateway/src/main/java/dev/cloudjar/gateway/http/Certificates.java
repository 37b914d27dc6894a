package dev.cloudjar.gateway.http;

import io.netty.handler.ssl.SslContext;
import java.util.Optional;

/** Where the door gets its certificates. */
public interface Certificates {

  /** What {@link #prepare} has made for a name before. Never waits. */
  Optional<SslContext> ready(String serverName);

  /**
   * The certificate for a name, made if need be.
   *
   * @param serverName the name that the client asked for; empty where it asked for none
   */
  SslContext prepare(String serverName);
}
