package dev.cloudjar.cloud;

import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Secrets of a cloud whose store ends with the process, too. */
final class MemorySecrets implements Secrets {
  private final ConcurrentMap<String, byte[]> byName = new ConcurrentHashMap<>();

  @Override
  public byte[] secret(String name) {
    return byName
        .computeIfAbsent(
            name,
            key -> {
              byte[] made = new byte[LENGTH_BYTES];
              new SecureRandom().nextBytes(made);
              return made;
            })
        .clone();
  }
}
