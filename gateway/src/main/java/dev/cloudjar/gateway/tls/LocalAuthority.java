package dev.cloudjar.gateway.tls;

import dev.cloudjar.gateway.http.Certificates;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority of this cloud's own. Nothing of it exists before it is first asked for,
 * so that starting takes no time; from then on it is kept in a directory, where there is one, and
 * issues a certificate for every name that a client asks for.
 */
public final class LocalAuthority implements Certificates {
  private static final int LONGEST_NAME = 253;

  private static final List<String> NAMES =
      List.of(
          "localhost",
          "*.localhost",
          "*.s3.localhost",
          "localhost.localstack.cloud",
          "*.localhost.localstack.cloud",
          "*.s3.localhost.localstack.cloud");

  /** Those that all clients take; some want two dots behind the star. */
  private static final Set<String> BROAD_NAMES =
      Set.of("*.s3.localhost", "*.localhost.localstack.cloud", "*.s3.localhost.localstack.cloud");

  /** Beyond as many names, clients are shown the certificate for everything local. */
  private static final int MOST_NAMES = 512;

  private static final List<String> ADDRESSES = List.of("127.0.0.1", "::1");

  private final @Nullable AuthorityFiles files;
  private final InstantSource time;
  private final Map<String, SslContext> contexts = new ConcurrentHashMap<>();
  private final ReentrantLock making = new ReentrantLock();
  private @Nullable Issuer issuer;
  private @Nullable KeyPair serverKeys;

  private LocalAuthority(@Nullable AuthorityFiles files, InstantSource time) {
    this.files = files;
    this.time = time;
  }

  /** An authority that is kept in a directory. */
  public static LocalAuthority in(Path directory, InstantSource time) {
    return new LocalAuthority(new AuthorityFiles(directory), time);
  }

  /** An authority that ends with the process. */
  public static LocalAuthority inMemory(InstantSource time) {
    return new LocalAuthority(null, time);
  }

  /** The authority's certificate, for clients to trust. */
  public String certificatePem() {
    making.lock();
    try {
      return Pem.write(issuer().certificate());
    } finally {
      making.unlock();
    }
  }

  @Override
  public Optional<SslContext> ready(String serverName) {
    return Optional.ofNullable(contexts.get(key(serverName)));
  }

  @Override
  public SslContext prepare(String serverName) {
    String name = key(serverName);
    making.lock();
    try {
      SslContext known = contexts.get(name);
      if (known != null) {
        return known;
      }
      if (contexts.size() >= MOST_NAMES) {
        return contexts.computeIfAbsent("", this::make);
      }
      SslContext made = make(name);
      contexts.put(name, made);
      return made;
    } finally {
      making.unlock();
    }
  }

  /** The name to issue for; empty where the one certificate for everything local will do. */
  private static String key(String serverName) {
    String name = serverName.toLowerCase(Locale.ROOT);
    int dot = name.indexOf('.');
    boolean covered =
        name.equals("localhost")
            || (dot > 0 && BROAD_NAMES.contains("*" + name.substring(dot)))
            || !isHostName(name);
    return covered ? "" : name;
  }

  private static boolean isHostName(String name) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_') {
        return false;
      }
    }
    return true;
  }

  private SslContext make(String name) {
    Issuer authority = issuer();
    KeyPair keys = serverKeys;
    if (keys == null) {
      keys = Issuer.newKeys();
      serverKeys = keys;
    }
    Set<String> names = new LinkedHashSet<>();
    if (!name.isEmpty()) {
      names.add(name);
    }
    names.addAll(NAMES);
    try {
      return SslContextBuilder.forServer(
              keys.getPrivate(),
              authority.issue(keys.getPublic(), names, ADDRESSES, time.instant()),
              authority.certificate())
          .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  Protocol.ALPN,
                  SelectorFailureBehavior.NO_ADVERTISE,
                  SelectedListenerFailureBehavior.ACCEPT,
                  ApplicationProtocolNames.HTTP_2,
                  ApplicationProtocolNames.HTTP_1_1))
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("no TLS for " + name, e);
    }
  }

  private Issuer issuer() {
    Issuer known = issuer;
    if (known == null) {
      try {
        known = open();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      issuer = known;
    }
    return known;
  }

  private Issuer open() throws IOException {
    if (files == null) {
      return Issuer.create(time.instant());
    }
    Optional<Issuer> kept = files.read();
    if (kept.isPresent()
        && kept.get().certificate().getNotAfter().toInstant().isAfter(time.instant())) {
      return kept.get();
    }
    Issuer made = Issuer.create(time.instant());
    files.write(made);
    return made;
  }
}
