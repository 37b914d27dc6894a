package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.s3.CopyContent.Demand;
import dev.cloudjar.s3.CopyContent.Source;
import dev.cloudjar.s3.ReplicaWriter.Resealed;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Spread;
import dev.cloudjar.store.Transaction;
import java.util.function.Function;

/**
 * Seals the content of replicas anew where they cannot share it: under another key of KMS, or over
 * more or fewer zones. Bytes pass through in segments, however many there are.
 */
final class ReplicaSealing {
  private final CopyContent copies;
  private final ObjectKeys keys;

  ReplicaSealing(CopyContent copies, ObjectKeys keys) {
    this.copies = copies;
    this.keys = keys;
  }

  /** What customers' keys seal is only ever shared: those are at hand for nobody. */
  static boolean isNeeded(Stored original, ReplicationRule rule) {
    Encryption encryption = original.attributes().encryption();
    return encryption instanceof Encryption.KeyService
        || (encryption instanceof Encryption.Managed
            && spread(original, rule) != original.attributes().spread());
  }

  private static Spread spread(Stored original, ReplicationRule rule) {
    return original.attributes().withStorageClass(rule.storageClassOf(original)).spread();
  }

  /** What is done with a copy, in the transaction that makes it. */
  @FunctionalInterface
  interface Keep<T> {
    T apply(Transaction transaction, Resealed resealed);
  }

  /**
   * Copies an object's content.
   *
   * @param find finds the original, and refuses where it is gone
   */
  <T> T seal(
      ReplicationRoleOperations.Ends ends,
      ReplicationRoleOperations.Passage passage,
      Stored original,
      Function<Snapshot, Source> find,
      Keep<T> keep) {
    ObjectKeys.Resealing keysOfBoth = keys(ends, passage, original);
    return copies.copy(
        find,
        source ->
            new Demand(
                null,
                null,
                keysOfBoth.original(),
                keysOfBoth.copy().key(),
                spread(original, passage.rule()),
                true),
        (transaction, source, copy) ->
            keep.apply(transaction, new Resealed(copy.content(), keysOfBoth.copy().encryption())));
  }

  private ObjectKeys.Resealing keys(
      ReplicationRoleOperations.Ends ends,
      ReplicationRoleOperations.Passage passage,
      Stored original) {
    try {
      return keys.ofReplica(
          ends.from(),
          ends.to(),
          original.attributes().encryption(),
          passage.destination(),
          passage.key(),
          passage.rule().keyId());
    } catch (Fault e) {
      if (e.status().orElse(400) >= 500) {
        throw e;
      }
      throw new ReplicationRefusedException(
          switch (e.code()) {
            case "KMS.NotFoundException" -> "DstKmsKeyNotFound";
            case "AccessDenied" -> "DstPutObjectNotPermitted";
            default -> "DstKmsKeyInvalidState";
          });
    }
  }
}
