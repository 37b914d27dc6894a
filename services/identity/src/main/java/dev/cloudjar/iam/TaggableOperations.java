package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * Things of one kind that have tags.
 *
 * @param <E> the kind of thing
 */
final class TaggableOperations<E extends Entity<E>> {
  private static final int MOST_TAGS = 50;

  private final IamStore store;
  private final Entities<E> entities;

  TaggableOperations(IamStore store, Entities<E> entities) {
    this.store = store;
    this.entities = entities;
  }

  void add(Call call, String name, Collection<Tag> more) {
    Map<String, String> given = TagOperations.map(more);
    store.change(
        call.accountId(),
        transaction -> {
          E entity = entities.require(transaction, call.accountId(), name);
          Map<String, String> tags = new TreeMap<>(entity.tags());
          // A key that comes in other letters replaces the one that is there.
          tags.keySet().removeIf(key -> given.keySet().stream().anyMatch(key::equalsIgnoreCase));
          tags.putAll(given);
          if (tags.size() > MOST_TAGS) {
            throw IamFaults.quota("TagsPer" + quotaName(entity.kind()), MOST_TAGS);
          }
          entities.put(transaction, call.accountId(), entity.withTags(tags));
          return entity;
        });
  }

  void remove(Call call, String name, Collection<String> keys) {
    store.change(
        call.accountId(),
        transaction -> {
          E entity = entities.require(transaction, call.accountId(), name);
          Map<String, String> tags = new TreeMap<>(entity.tags());
          tags.keySet().removeIf(key -> keys.stream().anyMatch(key::equalsIgnoreCase));
          entities.put(transaction, call.accountId(), entity.withTags(tags));
          return entity;
        });
  }

  Paging.Page<Tag> list(Call call, String name, Paging paging) {
    return store.read(
        snapshot ->
            paging.of(
                TagOperations.tags(entities.require(snapshot, call.accountId(), name).tags())));
  }

  private static String quotaName(Kind kind) {
    return switch (kind) {
      case USER -> "User";
      case ROLE -> "Role";
      case INSTANCE_PROFILE -> "InstanceProfile";
      case POLICY -> "Policy";
      case SERVER_CERTIFICATE -> "ServerCertificate";
      case MFA_DEVICE -> "MFADevice";
      case OPEN_ID_CONNECT_PROVIDER -> "OpenIDConnectProvider";
      case SAML_PROVIDER -> "SAMLProvider";
      case GROUP -> throw new IllegalArgumentException("groups have no tags");
    };
  }
}
