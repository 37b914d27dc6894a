package dev.cloudjar.sts;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID Connect provider on this machine. */
public final class TokenIssuer implements AutoCloseable {
  public static final RSAKey RSA = rsa("rsa-1");
  static final RSAKey OTHER_RSA = rsa("rsa-2");
  static final ECKey CURVE = curve();

  private final HttpServer server;
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final Map<String, String> redirects = new ConcurrentHashMap<>();
  final AtomicInteger fetches = new AtomicInteger();

  public TokenIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          fetches.incrementAndGet();
          String path = exchange.getRequestURI().getPath();
          String redirect = redirects.get(path);
          if (redirect != null) {
            exchange.getResponseHeaders().add("Location", redirect);
          }
          byte[] page = pages.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
          int status = redirect != null ? 302 : pages.containsKey(path) ? 200 : 404;
          try (exchange) {
            exchange.sendResponseHeaders(status, page.length == 0 ? -1 : page.length);
            exchange.getResponseBody().write(page);
          }
        });
    server.start();
    describes(url(), url() + "/keys");
    publishes(RSA, CURVE);
  }

  public String url() {
    return "http://" + address();
  }

  /** As IAM knows it. */
  public String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  void describes(String issuer, String keys) {
    page(
        "/.well-known/openid-configuration",
        "{\"issuer\": \"%s\", \"jwks_uri\": \"%s\"}".formatted(issuer, keys));
  }

  void publishes(JWK... keys) {
    page("/keys", new JWKSet(List.of(keys)).toString(true));
  }

  void page(String path, String text) {
    pages.put(path, text);
  }

  void redirects(String path, String elsewhere) {
    redirects.put(path, elsewhere);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  public static String signed(JWSAlgorithm algorithm, JWK key, Map<String, Object> claims) {
    try {
      JWSSigner signer =
          key instanceof ECKey curve ? new ECDSASigner(curve) : new RSASSASigner(key.toRSAKey());
      JWSObject token =
          new JWSObject(
              new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), new Payload(claims));
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey curve() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("curve-1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
