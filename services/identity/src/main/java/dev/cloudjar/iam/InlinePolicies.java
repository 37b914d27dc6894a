package dev.cloudjar.iam;

import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Policies that belong to one user, group or role. */
final class InlinePolicies {
  private static final Table<Key, Document> DOCUMENTS =
      Key.table("inline-policy", 3, Document.class);

  private record Document(String text) {}

  private InlinePolicies() {}

  static void put(
      Transaction transaction, String accountId, PolicyHolder holder, String name, String text) {
    DOCUMENTS.put(transaction, Key.of(accountId, holder.id(), name), new Document(text));
    int[] size = {0};
    each(
        transaction,
        accountId,
        holder.id(),
        (policy, document) -> size[0] += PolicyDocuments.size(document));
    int most = mostCharacters(holder.kind());
    if (size[0] > most) {
      throw IamFaults.inlinePoliciesTooLong(most, holder);
    }
  }

  static String require(Snapshot snapshot, String accountId, PolicyHolder holder, String name) {
    return find(snapshot, accountId, holder, name)
        .orElseThrow(() -> IamFaults.noInlinePolicy(holder.kind(), name));
  }

  static void delete(Transaction transaction, String accountId, PolicyHolder holder, String name) {
    require(transaction, accountId, holder, name);
    DOCUMENTS.delete(transaction, Key.of(accountId, holder.id(), name));
  }

  static Paging.Page<String> names(
      Snapshot snapshot, String accountId, PolicyHolder holder, Paging paging) {
    return paging.over(
        snapshot,
        DOCUMENTS,
        Key.range(DOCUMENTS, accountId, holder.id()),
        (key, document) -> Optional.of(key.last()));
  }

  /** Shows all, by name and document, in the order of their names. */
  static void each(
      Snapshot snapshot, String accountId, String holderId, BiConsumer<String, String> each) {
    try (Rows<Key, Document> rows =
        DOCUMENTS.scan(snapshot, Key.range(DOCUMENTS, accountId, holderId))) {
      while (rows.next()) {
        each.accept(rows.key().last(), rows.value().text());
      }
    }
  }

  private static Optional<String> find(
      Snapshot snapshot, String accountId, PolicyHolder holder, String name) {
    return Optional.ofNullable(DOCUMENTS.get(snapshot, Key.of(accountId, holder.id(), name)))
        .map(Document::text);
  }

  private static int mostCharacters(Kind holder) {
    return switch (holder) {
      case USER -> 2048;
      case GROUP -> 5120;
      default -> 10_240;
    };
  }
}
