package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Doors;
import dev.cloudjar.cloud.EndpointWay;
import dev.cloudjar.gateway.exchange.RequestHandler;
import dev.cloudjar.gateway.http.HttpDoor;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who comes from the cloud's own networks: to the services alone, and never to the control
 * pages, which are for whoever runs the cloud.
 */
final class GuestDoor implements Doors {
  private final Supplier<String> certificate;
  private volatile @Nullable HttpDoor door;
  private volatile @Nullable RequestHandler services;

  GuestDoor(Supplier<String> certificate) {
    this.certificate = certificate;
  }

  /** From now on there is somebody who serves. */
  void open(HttpDoor through, RequestHandler to) {
    services = to;
    door = through;
  }

  @Override
  public void admit(SocketChannel connection, Optional<EndpointWay> way) throws IOException {
    HttpDoor through = door;
    RequestHandler to = services;
    if (through == null || to == null) {
      connection.close();
    } else {
      through.admit(
          connection, way.isEmpty() ? to : incoming -> to.open(incoming.through(way.get())));
    }
  }

  @Override
  public String certificatePem() {
    return certificate.get();
  }
}
