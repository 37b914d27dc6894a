package dev.cloudjar.cloud;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * The doors of the cloud, for rooms that have accepted a connection somewhere else, such as within
 * a network of theirs.
 */
public interface Doors {
  /** Without doors: whoever comes is turned away. */
  Doors NONE =
      new Doors() {
        @Override
        public void admit(SocketChannel connection, Optional<EndpointWay> way) throws IOException {
          connection.close();
        }

        @Override
        public String certificatePem() {
          return "";
        }
      };

  /**
   * Serves a connection as if it had come to the cloud's own address, HTTP and TLS alike. The
   * connection is the door's from now on.
   *
   * @param way the endpoint that it came through; empty for a way that leads outside
   */
  void admit(SocketChannel connection, Optional<EndpointWay> way) throws IOException;

  /** The certificate to trust for TLS with this cloud; empty where there is none. */
  String certificatePem();
}
