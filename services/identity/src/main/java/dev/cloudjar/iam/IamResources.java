package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.ResourceGuard;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The resources that requests are about, for the gate. */
final class IamResources {
  private static final String ROOT_PATH = "/";

  private final IamStore store;

  private record Tagged(Map<String, String> tags) implements ResourceGuard {}

  IamResources(IamStore store) {
    this.store = store;
  }

  /** A user by name, or the caller where none is named. */
  Resource user(Call call, @Nullable String name) {
    if (name != null) {
      return named(call, IamStore.USERS, Kind.USER, name);
    }
    return call.principal() instanceof Principal.User user
        ? store
            .read(snapshot -> IamStore.USERS.byId(snapshot, user.accountId(), user.userId()))
            .map(it -> resource(call, it))
            .orElseGet(() -> new Resource(user.arn(), user.accountId()))
        : new Resource(call.principal().arn(), call.accountId());
  }

  Resource group(Call call, String name) {
    return named(call, IamStore.GROUPS, Kind.GROUP, name);
  }

  Resource role(Call call, String name) {
    return named(call, IamStore.ROLES, Kind.ROLE, name);
  }

  Resource holder(Call call, Kind kind, String name) {
    return switch (kind) {
      case USER -> user(call, name);
      case GROUP -> group(call, name);
      default -> role(call, name);
    };
  }

  Resource instanceProfile(Call call, String name) {
    return named(call, IamStore.INSTANCE_PROFILES, Kind.INSTANCE_PROFILE, name);
  }

  Resource serverCertificate(Call call, String name) {
    return named(call, IamStore.SERVER_CERTIFICATES, Kind.SERVER_CERTIFICATE, name);
  }

  Resource policy(Call call, String arn) {
    return store
        .read(snapshot -> ManagedPolicies.find(snapshot, call.accountId(), arn))
        .filter(it -> !it.isAws())
        .map(it -> resource(call, it.policy()))
        .orElseGet(() -> new Resource(arn, ownerOf(call, arn)));
  }

  /** The account that an ARN names; the caller's for what is AWS's, which all may see. */
  private static String ownerOf(Call call, String arn) {
    String[] parts = arn.split(":", 6);
    return parts.length == 6 && parts[4].matches("[0-9]{12}") ? parts[4] : call.accountId();
  }

  /** Anything that has a name. */
  <E extends Entity<E>> Resource named(Call call, Entities<E> among, Kind kind, String name) {
    return store
        .read(snapshot -> among.find(snapshot, call.accountId(), name))
        .map(it -> resource(call, it))
        .orElseGet(() -> fresh(call, kind, null, name));
  }

  /** Anything that is named by its ARN. */
  <E extends Entity<E>> Resource byArn(Call call, Entities<E> among, String arn) {
    String start = "arn:aws:iam::" + call.accountId() + ":";
    int slash = arn.indexOf('/');
    return store
        .read(
            snapshot ->
                arn.startsWith(start) && slash > 0
                    ? among
                        .find(snapshot, call.accountId(), arn.substring(slash + 1))
                        .or(
                            () ->
                                among.find(
                                    snapshot,
                                    call.accountId(),
                                    arn.substring(arn.lastIndexOf('/') + 1)))
                    : Optional.<E>empty())
        .filter(it -> it.arn(call.accountId()).equals(arn))
        .map(it -> resource(call, it))
        .orElseGet(() -> new Resource(arn, ownerOf(call, arn)));
  }

  /** Whatever has this ARN. */
  Resource ofArn(Call call, String arn) {
    return new Resource(arn, ownerOf(call, arn));
  }

  /** Something that is about to be made. */
  Resource fresh(Call call, Kind kind, @Nullable String path, String name) {
    return new Resource(
        "arn:aws:iam::"
            + call.accountId()
            + ":"
            + kind.arnName()
            + (path == null ? ROOT_PATH : path)
            + name,
        call.accountId());
  }

  /** What a request needs that brings tags and, perhaps, a boundary. */
  static List<Gate.Need> creation(
      String action, Resource resource, Map<String, String> tags, @Nullable String boundary) {
    return List.of(
        new Gate.Need(action, resource)
            .with("iam:PermissionsBoundary", boundary)
            .withRequestTags(tags));
  }

  /** The like, of the permission to tag what is made, which only a request with tags needs. */
  static List<Gate.Need> tagging(String action, Resource resource, Map<String, String> tags) {
    return tags.isEmpty()
        ? List.of()
        : List.of(new Gate.Need(action, resource).withRequestTags(tags));
  }

  /** The condition key that tells the boundary that a user or a role has. */
  Optional<String> boundaryOf(Call call, Kind kind, String name) {
    return store.read(
        snapshot ->
            switch (kind) {
              case USER ->
                  IamStore.USERS.find(snapshot, call.accountId(), name).flatMap(User::boundary);
              case ROLE ->
                  IamStore.ROLES.find(snapshot, call.accountId(), name).flatMap(Role::boundary);
              default -> Optional.empty();
            });
  }

  /** What is needed to change the policies of a user or a role that may have a boundary. */
  List<Gate.Need> boundedNeeds(Call call, String action, Kind kind, String name) {
    return List.of(
        new Gate.Need(action, holder(call, kind, name))
            .with("iam:PermissionsBoundary", boundaryOf(call, kind, name).orElse(null)));
  }

  static <E extends Entity<E>> Resource resource(Call call, E entity) {
    return new Resource(entity.arn(call.accountId()), call.accountId(), new Tagged(entity.tags()));
  }
}
