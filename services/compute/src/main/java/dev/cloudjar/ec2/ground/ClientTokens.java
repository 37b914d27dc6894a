package dev.cloudjar.ec2.ground;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Has a request that is made again with the same token make nothing again. */
public final class ClientTokens {
  static final String KIND = "ec2:forget-client-token";
  private static final Duration KEPT = Duration.ofHours(24);
  private static final Table<Key, Used> USED =
      new Table<>("ec2.client-token", Key.CODEC, RecordCodec.of(Used.class));

  private final KeyValueStore store;
  private final Clock clock;
  private final Work work;

  ClientTokens(KeyValueStore store, Clock clock, Work work) {
    this.store = store;
    this.clock = clock;
    this.work = work;
  }

  /** Has tokens be forgotten when their time is over. */
  void forgetInTime() {
    work.handle(KIND, this::forget);
  }

  private record Key(Place place, String operation, String token) {
    static final KeyCodec<Key> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Key key, KeyWriter out) {
            ResourceKey.Keys.write(key.place(), out).text(key.operation()).text(key.token());
          }

          @Override
          public Key read(KeyReader in) {
            return new Key(ResourceKey.Keys.readPlace(in), in.text(), in.text());
          }
        };
  }

  private record Used(String digest, String result, Instant expires) {}

  /**
   * What a request makes, or has made before.
   *
   * @param token null for a request that makes something new each time
   * @param make makes it in the transaction, and tells its id
   * @return the id of what was made, now or before
   * @throws dev.cloudjar.cloud.Fault where the token was used for another request
   */
  public String once(
      Transaction transaction,
      Call call,
      SdkPojo request,
      @Nullable String token,
      Supplier<String> make) {
    if (token == null || token.isEmpty()) {
      return make.get();
    }
    Key key = new Key(Place.of(call), call.operation(), token);
    String digest = digest(request);
    Used used = USED.get(transaction, key);
    if (used != null && used.expires().isAfter(call.time())) {
      if (!used.digest().equals(digest)) {
        throw Ec2Faults.idempotentParameterMismatch();
      }
      return used.result();
    }
    String made = make.get();
    Instant expires = call.time().plus(KEPT);
    USED.put(transaction, key, new Used(digest, made, expires));
    String id = String.join("/", call.accountId(), call.region(), call.operation(), hash(token));
    work.schedule(
        transaction,
        KIND,
        id,
        expires,
        String.join("/", call.accountId(), call.region(), call.operation(), token)
            .getBytes(StandardCharsets.UTF_8));
    return made;
  }

  private void forget(Work.Item item) {
    String[] parts = new String(item.payload(), StandardCharsets.UTF_8).split("/", 4);
    Key key = new Key(new Place(parts[0], parts[1]), parts[2], parts[3]);
    Instant now = clock.now();
    store.transact(
        transaction -> {
          Used used = USED.get(transaction, key);
          if (used != null && !used.expires().isAfter(now)) {
            USED.delete(transaction, key);
          }
          return true;
        });
  }

  private static String digest(SdkPojo request) {
    StringBuilder text = new StringBuilder();
    write(request, text);
    return hash(text.toString());
  }

  /** All that is said, also what the SDK does not show since it is secret. */
  private static void write(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case SdkPojo structure -> {
        out.append('{');
        for (SdkField<?> field : structure.sdkFields()) {
          Object member = field.getValueOrDefault(structure);
          if (member != null) {
            out.append(field.memberName()).append('=');
            write(member, out);
            out.append(';');
          }
        }
        out.append('}');
      }
      case List<?> list -> {
        out.append('[');
        list.forEach(
            each -> {
              write(each, out);
              out.append(',');
            });
        out.append(']');
      }
      case Map<?, ?> map -> out.append(map);
      case null -> out.append("null");
      default -> out.append('"').append(value).append('"');
    }
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
