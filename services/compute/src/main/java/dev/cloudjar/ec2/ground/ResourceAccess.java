package dev.cloudjar.ec2.ground;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.ResourceGuard;
import dev.cloudjar.store.KeyValueStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Resources as what requests need permission for, with their tags. */
public record ResourceAccess(KeyValueStore store) {
  private static final String RESOURCE_TAG = "ec2:resourcetag/";

  /**
   * What an action needs.
   *
   * @param ids ids of resources, or a type, a slash and a name or asterisk; null for none
   */
  List<Need> needs(Call call, String action, List<@Nullable String> ids) {
    List<Need> needs = new ArrayList<>();
    ids.stream()
        .filter(Objects::nonNull)
        .distinct()
        .forEach(id -> needs.add(need(call, action, resource(call, Objects.requireNonNull(id)))));
    return needs.isEmpty() ? List.of(need(call, action, Resource.any(call))) : needs;
  }

  Need need(Call call, String action, Resource resource) {
    return new Need(action, resource).with("ec2:Region", call.region());
  }

  /**
   * A resource with its tags.
   *
   * @param id its id, or a type, a slash and a name or asterisk
   */
  public Resource resource(Call call, String id) {
    Place place = Place.of(call);
    if (id.indexOf('/') >= 0) {
      return new Resource(place.arn(id), call.accountId());
    }
    return ResourceKind.of(id)
        .map(
            kind ->
                new Resource(place.arn(kind, id), call.accountId())
                    .guardedBy(new Guard(store, place, id)))
        .orElseGet(() -> Resource.any(call));
  }

  private record Guard(KeyValueStore store, Place place, String id) implements ResourceGuard {
    @Override
    public Map<String, String> tags() {
      return store.read(snapshot -> ResourceTags.of(snapshot, place, id));
    }

    @Override
    public List<String> values(String lowerCaseKey) {
      return lowerCaseKey.startsWith(RESOURCE_TAG)
          ? ResourceGuard.tag(tags(), lowerCaseKey.substring(RESOURCE_TAG.length()))
          : List.of();
    }
  }
}
