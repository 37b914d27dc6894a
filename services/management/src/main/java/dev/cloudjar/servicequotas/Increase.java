package dev.cloudjar.servicequotas;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import java.time.Instant;

/**
 * A request to raise a quota.
 *
 * @param requester who asked, as JSON
 * @param changed when its status changed last
 */
record Increase(
    Key key,
    String id,
    double desired,
    Status status,
    String requester,
    Instant created,
    Instant changed) {

  /** What becomes of a request. */
  enum Status {
    PENDING,
    APPROVED
  }

  /**
   * Names a request by its quota.
   *
   * @param number grows with each request of the account and Region
   */
  record Key(String accountId, String region, String service, String code, long number) {
    static final KeyCodec<Key> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Key key, KeyWriter out) {
            out.text(key.accountId())
                .text(key.region())
                .text(key.service())
                .text(key.code())
                .number(key.number());
          }

          @Override
          public Key read(KeyReader in) {
            return new Key(in.text(), in.text(), in.text(), in.text(), in.number());
          }
        };
  }

  Increase approved(Instant now) {
    return new Increase(key, id, desired, Status.APPROVED, requester, created, now);
  }
}
