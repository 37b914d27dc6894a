package dev.cloudjar.gateway.control;

import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.util.function.Supplier;

/** {@code /_cloudjar/ca.pem}: the certificate to trust for TLS with this cloud. */
public final class CertificatePage implements ControlPage {
  private final Supplier<String> certificatePem;

  public CertificatePage(Supplier<String> certificatePem) {
    this.certificatePem = certificatePem;
  }

  @Override
  public String path() {
    return "/_cloudjar/ca.pem";
  }

  @Override
  public Outgoing answer(Incoming incoming) {
    return Outgoing.text(200, "application/x-pem-file", certificatePem.get());
  }
}
