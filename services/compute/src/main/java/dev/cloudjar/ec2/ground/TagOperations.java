package dev.cloudjar.ec2.ground;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Selection.Criterion;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Tags of all resources, and what other operations need of them. */
public final class TagOperations {
  private static final int LEAST_AT_ONCE = 5;
  private static final int MOST_AT_ONCE = 1_000;

  private final Ground ground;

  public TagOperations(Ground ground) {
    this.ground = ground;
  }

  public void register(Ec2Operations ops) {
    ops.onAll(
        CreateTagsRequest.class,
        CreateTagsResponse.class,
        (call, it) -> it.resources(),
        this::create);
    ops.onAll(
        DeleteTagsRequest.class,
        DeleteTagsResponse.class,
        (call, it) -> it.resources(),
        this::delete);
    ops.on(DescribeTagsRequest.class, DescribeTagsResponse.class, this::describe);
  }

  /**
   * The tags that a request has for what it makes.
   *
   * @throws dev.cloudjar.cloud.Fault for tags of other kinds of resources, and for keys given twice
   */
  public static Map<String, String> atCreation(
      List<TagSpecification> specifications, ResourceKind kind) {
    return atCreation(specifications, kind, List.of(kind));
  }

  /**
   * The tags that a request has for one kind of what it makes.
   *
   * @param allowed all kinds that it makes
   */
  public static Map<String, String> atCreation(
      List<TagSpecification> specifications, ResourceKind kind, Collection<ResourceKind> allowed) {
    Map<String, String> tags = new TreeMap<>();
    for (TagSpecification each : specifications) {
      String type = each.resourceTypeAsString();
      if (type == null) {
        throw Ec2Faults.missingParameter("TagSpecification.ResourceType");
      }
      if (allowed.stream().noneMatch(it -> it.type().equals(type))) {
        throw Ec2Faults.invalidParameterValue(
            "'%s' is not a valid taggable resource type for this operation.".formatted(type));
      }
      if (type.equals(kind.type())) {
        tags.putAll(read(each.tags()));
      }
    }
    return tags;
  }

  /** Tags as the SDK has them. */
  public static List<Tag> tags(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(it -> Tag.builder().key(it.getKey()).value(it.getValue()).build())
        .toList();
  }

  /** The tags of a resource as the SDK has them. */
  public static List<Tag> tags(Snapshot snapshot, Place place, String id) {
    return tags(ResourceTags.of(snapshot, place, id));
  }

  private static Map<String, String> read(List<Tag> tags) {
    Map<String, String> read = new TreeMap<>();
    for (Tag tag : tags) {
      String key = tag.key();
      if (key == null) {
        throw Ec2Faults.missingParameter("Tag.Key");
      }
      if (read.put(key, Objects.requireNonNullElse(tag.value(), "")) != null) {
        throw Ec2Faults.invalidParameterValue("Duplicate tag key '%s' specified.".formatted(key));
      }
    }
    return read;
  }

  private CreateTagsResponse create(Call call, CreateTagsRequest request) {
    Place place = Place.of(call);
    Map<String, String> tags = read(request.tags());
    ground.transact(
        transaction -> {
          for (String id : request.resources()) {
            requireResource(transaction, place, id);
            ResourceTags.add(transaction, place, id, tags);
          }
          return true;
        });
    return CreateTagsResponse.builder().build();
  }

  private DeleteTagsResponse delete(Call call, DeleteTagsRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          for (String id : request.resources()) {
            requireResource(transaction, place, id);
            Map<String, String> left = new TreeMap<>(ResourceTags.of(transaction, place, id));
            if (request.tags().isEmpty()) {
              left.keySet().removeIf(key -> !key.startsWith("aws:"));
            }
            for (Tag tag : request.tags()) {
              if (tag.value() == null || tag.value().equals(left.get(tag.key()))) {
                left.remove(tag.key());
              }
            }
            ResourceTags.replace(transaction, place, id, left);
          }
          return true;
        });
    return DeleteTagsResponse.builder().build();
  }

  private static void requireResource(Snapshot snapshot, Place place, String id) {
    ResourceKind kind = ResourceKind.of(id).orElseThrow(() -> Ec2Faults.invalidId(id));
    if (!ResourceTable.exists(snapshot, place, kind, id)) {
      throw Ec2Faults.notFound(kind, id);
    }
  }

  private DescribeTagsResponse describe(Call call, DescribeTagsRequest request) {
    Place place = Place.of(call);
    List<Criterion> criteria = Ec2Operations.criteria(request.filters());
    for (Criterion criterion : criteria) {
      check(criterion);
    }
    Integer wanted = request.maxResults();
    if (wanted != null && (wanted < LEAST_AT_ONCE || wanted > MOST_AT_ONCE)) {
      throw Ec2Faults.invalidMaxResults(wanted, LEAST_AT_ONCE, MOST_AT_ONCE);
    }
    int limit = wanted == null ? MOST_AT_ONCE : wanted;
    String[] after = (Listing.decode(request.nextToken()) + "\n").split("\n", -1);
    return ground.read(
        snapshot -> {
          List<TagDescription> found = new ArrayList<>();
          try (Rows<ResourceKey, ResourceTags.Tags> rows =
              ResourceTags.after(snapshot, place, after[0])) {
            while (rows.next()) {
              String id = rows.key().id();
              for (Map.Entry<String, String> tag : rows.value().byKey().entrySet()) {
                boolean seen = id.equals(after[0]) && tag.getKey().compareTo(after[1]) <= 0;
                TagDescription description = describe(id, tag);
                if (seen || !criteria.stream().allMatch(it -> meets(description, it))) {
                  continue;
                }
                if (found.size() == limit) {
                  TagDescription last = found.getLast();
                  return DescribeTagsResponse.builder()
                      .tags(found)
                      .nextToken(Listing.encode(last.resourceId() + "\n" + last.key()))
                      .build();
                }
                found.add(description);
              }
            }
          }
          return DescribeTagsResponse.builder().tags(found).build();
        });
  }

  private static TagDescription describe(String id, Map.Entry<String, String> tag) {
    return TagDescription.builder()
        .resourceId(id)
        .resourceType(ResourceKind.of(id).map(ResourceKind::type).orElse(""))
        .key(tag.getKey())
        .value(tag.getValue())
        .build();
  }

  private static void check(Criterion criterion) {
    switch (criterion.name()) {
      case "key", "value", "resource-id", "resource-type" -> {
        // Known.
      }
      default -> {
        if (!criterion.name().startsWith("tag:")) {
          throw Ec2Faults.invalidFilter(criterion.name());
        }
      }
    }
  }

  private static boolean meets(TagDescription tag, Criterion criterion) {
    return switch (criterion.name()) {
      case "key" -> criterion.isMetBy(List.of(tag.key()));
      case "value" -> criterion.isMetBy(List.of(tag.value()));
      case "resource-id" -> criterion.isMetBy(List.of(tag.resourceId()));
      case "resource-type" -> criterion.isMetBy(List.of(tag.resourceTypeAsString()));
      default ->
          criterion.name().equals("tag:" + tag.key()) && criterion.isMetBy(List.of(tag.value()));
    };
  }
}
