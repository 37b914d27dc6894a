package dev.cloudjar.kms;

import dev.cloudjar.kms.crypto.KeySpec;
import dev.cloudjar.store.RecordCodec;
import java.time.Instant;

/** What tells how material that is sent here was wrapped. Nothing of it is kept here. */
final class ImportTokens {
  private static final RecordCodec<Token> CODEC = RecordCodec.of(Token.class);

  private final RootKey rootKey;

  ImportTokens(RootKey rootKey) {
    this.rootKey = rootKey;
  }

  /**
   * How material comes.
   *
   * @param spec of the key that it is wrapped with
   * @param validTo until when it may come
   * @param privateKey what unwraps it
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Token(KeySpec spec, String algorithm, Instant validTo, byte[] privateKey) {}

  byte[] write(KeyId id, Token token) {
    return rootKey.wrap(CODEC.write(token), binding(id));
  }

  Token read(KeyId id, byte[] token) {
    return rootKey
        .unwrap(token, binding(id))
        .map(CODEC::read)
        .orElseThrow(KmsFaults::invalidImportToken);
  }

  private static String binding(KeyId id) {
    return "import token " + id.arn();
  }
}
