package dev.cloudjar.organizations;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;

/**
 * Names something in an organization.
 *
 * @param organizationId whose it is; for what an account has, the account's id
 * @param holder what it hangs on, such as the parent of a child; empty for nothing
 * @param id its own name there
 */
record OrganizationKey(String organizationId, String holder, String id) {

  OrganizationKey(String organizationId, String id) {
    this(organizationId, "", id);
  }

  static final KeyCodec<OrganizationKey> CODEC =
      new KeyCodec<>() {
        @Override
        public void write(OrganizationKey key, KeyWriter out) {
          out.text(key.organizationId()).text(key.holder()).text(key.id());
        }

        @Override
        public OrganizationKey read(KeyReader in) {
          return new OrganizationKey(in.text(), in.text(), in.text());
        }
      };

  /** For what goes by one name alone. */
  static final KeyCodec<String> ONE =
      new KeyCodec<>() {
        @Override
        public void write(String key, KeyWriter out) {
          out.text(key);
        }

        @Override
        public String read(KeyReader in) {
          return in.text();
        }
      };
}
