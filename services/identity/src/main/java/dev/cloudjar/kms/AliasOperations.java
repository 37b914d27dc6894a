package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.KeyValueStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasResponse;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasResponse;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;
import software.amazon.awssdk.services.kms.model.UpdateAliasResponse;

/** Names keys. */
final class AliasOperations {
  private static final Pattern NAME = Pattern.compile("alias/[a-zA-Z0-9/_-]+");
  private static final int MOST_OF_ONE_KEY = 50;
  private static final int USUAL_PAGE = 50;
  private static final int LONGEST_PAGE = 100;

  private final KeyValueStore store;
  private final KeyFinder finder;

  AliasOperations(KeyValueStore store, KeyFinder finder) {
    this.store = store;
    this.finder = finder;
  }

  CreateAliasResponse create(Call call, CreateAliasRequest request) {
    AliasStore.Name name = checked(call, request.aliasName());
    KeyId id = finder.customerManaged(call, request.targetKeyId()).id();
    Instant now = call.time().truncatedTo(ChronoUnit.MILLIS);
    store.transact(
        transaction -> {
          if (AliasStore.find(transaction, name) != null) {
            throw KmsFaults.aliasExists(name.arn());
          }
          KeyRules.requireNotPendingDeletion(id, KeyStore.require(transaction, id));
          if (AliasStore.ofKey(transaction, id, "", MOST_OF_ONE_KEY).size() == MOST_OF_ONE_KEY) {
            throw KmsFaults.limitExceeded(
                "You have reached the quota of " + MOST_OF_ONE_KEY + " aliases of a KMS key.");
          }
          AliasStore.put(transaction, name, new Alias(id.id(), now, now));
          return true;
        });
    return CreateAliasResponse.builder().build();
  }

  UpdateAliasResponse update(Call call, UpdateAliasRequest request) {
    AliasStore.Name name = checked(call, request.aliasName());
    KeyId id = finder.customerManaged(call, request.targetKeyId()).id();
    store.transact(
        transaction -> {
          Alias alias = AliasStore.find(transaction, name);
          if (alias == null) {
            throw KmsFaults.aliasNotFound(name.arn());
          }
          Key target = KeyStore.require(transaction, id);
          KeyRules.requireNotPendingDeletion(id, target);
          requireAlike(KeyStore.require(transaction, name.key(alias)), target);
          AliasStore.put(
              transaction,
              name,
              new Alias(id.id(), alias.created(), call.time().truncatedTo(ChronoUnit.MILLIS)));
          return true;
        });
    return UpdateAliasResponse.builder().build();
  }

  /** So that what an alias was used for can still be done with it. */
  private static void requireAlike(Key before, Key after) {
    if (before.usage() != after.usage()
        || before.spec().isSymmetric() != after.spec().isSymmetric()) {
      throw KmsFaults.validation(
          "The current and the new KMS key of an alias must be of the same type and have the same"
              + " key usage.");
    }
  }

  DeleteAliasResponse delete(Call call, DeleteAliasRequest request) {
    AliasStore.Name name = checked(call, request.aliasName());
    store.transact(
        transaction -> {
          Alias alias = AliasStore.find(transaction, name);
          if (alias == null) {
            throw KmsFaults.aliasNotFound(name.arn());
          }
          AliasStore.delete(transaction, name, alias);
          return true;
        });
    return DeleteAliasResponse.builder().build();
  }

  /** The key that an alias is of; empty where there is no such alias. */
  Optional<KeyFinder.Found> target(Call call, String aliasName) {
    AliasStore.Name name = new AliasStore.Name(call.accountId(), call.region(), aliasName);
    return store.read(
        snapshot -> {
          Alias alias = AliasStore.find(snapshot, name);
          if (alias == null) {
            return Optional.empty();
          }
          KeyId id = name.key(alias);
          return Optional.of(
              new KeyFinder.Found(id, KeyStore.require(snapshot, id), Optional.of(aliasName)));
        });
  }

  ListAliasesResponse list(Call call, ListAliasesRequest request) {
    int limit = Markers.limit(request.limit(), USUAL_PAGE, LONGEST_PAGE);
    String after = Markers.read(request.marker());
    Optional<KeyId> key = Optional.ofNullable(request.keyId()).map(it -> finder.own(call, it).id());
    List<AliasListEntry> found =
        store.read(
            snapshot -> {
              List<String> names =
                  key.isPresent()
                      ? AliasStore.ofKey(snapshot, key.get(), after, limit + 1)
                      : AliasStore.all(snapshot, call.accountId(), call.region(), after, limit + 1);
              List<AliasListEntry> entries = new ArrayList<>();
              for (String each : names) {
                AliasStore.Name name = new AliasStore.Name(call.accountId(), call.region(), each);
                Alias alias = AliasStore.find(snapshot, name);
                if (alias != null) {
                  entries.add(entry(name, alias));
                }
              }
              return entries;
            });
    List<AliasListEntry> page = Markers.page(found, limit);
    boolean truncated = found.size() > limit;
    return ListAliasesResponse.builder()
        .aliases(page)
        .truncated(truncated)
        .nextMarker(truncated ? Markers.write(page.getLast().aliasName()) : null)
        .build();
  }

  private static AliasListEntry entry(AliasStore.Name name, Alias alias) {
    return AliasListEntry.builder()
        .aliasName(name.name())
        .aliasArn(name.arn())
        .targetKeyId(alias.keyId())
        .creationDate(alias.created())
        .lastUpdatedDate(alias.updated())
        .build();
  }

  private static AliasStore.Name checked(Call call, String name) {
    if (!name.startsWith(Alias.PREFIX)) {
      throw KmsFaults.aliasWithoutPrefix();
    }
    if (name.startsWith(Alias.AWS_PREFIX)) {
      throw KmsFaults.reservedAlias();
    }
    if (!NAME.matcher(name).matches()) {
      throw KmsFaults.invalidAliasName(name + " contains invalid characters for an alias");
    }
    return new AliasStore.Name(call.accountId(), call.region(), name);
  }
}
