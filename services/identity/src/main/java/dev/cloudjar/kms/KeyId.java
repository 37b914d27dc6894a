package dev.cloudjar.kms;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import java.nio.charset.StandardCharsets;

/**
 * Names a key.
 *
 * @param accountId the account that owns it, 12 digits
 * @param region such as {@code us-east-1}
 * @param id a UUID, or 32 digits behind {@code mrk-} for a multi-Region key, which has the same id
 *     in all its Regions
 */
record KeyId(String accountId, String region, String id) {

  static final KeyCodec<KeyId> CODEC =
      new KeyCodec<>() {
        @Override
        public void write(KeyId key, KeyWriter out) {
          out.text(key.accountId()).text(key.region()).text(key.id());
        }

        @Override
        public KeyId read(KeyReader in) {
          return new KeyId(in.text(), in.text(), in.text());
        }
      };

  String arn() {
    return KmsArns.of(accountId, region, "key/" + id);
  }

  /** The key of the same id in another Region. */
  KeyId in(String otherRegion) {
    return new KeyId(accountId, otherRegion, id);
  }

  /** Names the key in an item of work. */
  byte[] toPayload() {
    return String.join("/", accountId, region, id).getBytes(StandardCharsets.UTF_8);
  }

  static KeyId ofPayload(byte[] payload) {
    String[] parts = new String(payload, StandardCharsets.UTF_8).split("/", -1);
    return new KeyId(parts[0], parts[1], parts[2]);
  }
}
