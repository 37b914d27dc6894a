package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import org.jspecify.annotations.Nullable;

/** Acts on the configurations of one kind. */
interface ConfigurationActor {
  /** Does nothing. */
  ConfigurationActor NOBODY = new ConfigurationActor() {};

  /** Refuses a configuration by more than what it says itself. */
  default void check(Call call, Snapshot snapshot, Bucket bucket, Document.Structure document) {}

  /**
   * Hears of a configuration within the transaction that puts or deletes it.
   *
   * @param id which of several; empty where a bucket has one at most
   * @param document null where it was deleted
   */
  default void changed(
      Transaction transaction, Bucket bucket, String id, Document.@Nullable Structure document) {}
}
