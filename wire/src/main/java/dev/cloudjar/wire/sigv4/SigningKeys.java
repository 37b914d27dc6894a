package dev.cloudjar.wire.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Derived signing keys, kept because deriving one costs four HMACs and each is good for a day.
 *
 * <p>Bounded by two generations: when the young one is full it becomes the old one, and what is
 * still in use moves back. At most {@code 2 * capacity} keys are held; look-ups never block.
 */
final class SigningKeys {
  private record Name(String secretAccessKey, CredentialScope scope) {}

  private record Generations(
      ConcurrentMap<Name, HmacKey> young, ConcurrentMap<Name, HmacKey> old) {}

  private final int capacity;
  private volatile Generations generations =
      new Generations(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());

  SigningKeys(int capacity) {
    this.capacity = capacity;
  }

  HmacKey get(String secretAccessKey, CredentialScope scope) {
    Name name = new Name(secretAccessKey, scope);
    Generations now = generations;
    HmacKey key = now.young.get(name);
    if (key != null) {
      return key;
    }
    key = now.old.get(name);
    if (key == null) {
      key = derive(secretAccessKey, scope);
    }
    if (now.young.size() >= capacity) {
      now = new Generations(new ConcurrentHashMap<>(), now.young);
      generations = now;
    }
    now.young.put(name, key);
    return key;
  }

  static HmacKey derive(String secretAccessKey, CredentialScope scope) {
    byte[] start = ("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8);
    HmacKey date = new HmacKey(new HmacKey(start).sign(scope.date()));
    HmacKey region = new HmacKey(date.sign(scope.region()));
    HmacKey service = new HmacKey(region.sign(scope.service()));
    return new HmacKey(service.sign(CredentialScope.TERMINATOR));
  }
}
