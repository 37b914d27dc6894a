package dev.cloudjar.ec2.capacity;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreatePlacementGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreatePlacementGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeletePlacementGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeletePlacementGroupResponse;
import software.amazon.awssdk.services.ec2.model.DescribePlacementGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribePlacementGroupsResponse;

/** Makes, describes and deletes placement groups. */
public final class PlacementGroupOperations {
  private static final int LONGEST_NAME = 255;
  private static final int MOST_PARTITIONS = 7;
  private static final int USUAL_PARTITIONS = 2;

  private final Ground ground;
  private final Listing<PlacementGroup> listing =
      new Listing<>(PlacementGroups.TABLE)
          .by("group-name", PlacementGroup::name)
          .by("spread-level", it -> it.spreadLevel().orElse(null))
          .by("state", it -> "available")
          .by("strategy", PlacementGroup::strategy)
          .byLooking(
              "group-arn",
              (snapshot, place, it) -> List.of(place.arn(PlacementGroups.resource(it.name()))));

  public PlacementGroupOperations(Ground ground) {
    this.ground = ground;
  }

  public void register(Ec2Operations ops) {
    ops.onAll(
            CreatePlacementGroupRequest.class,
            CreatePlacementGroupResponse.class,
            (call, it) -> List.of(resource(it.groupName())),
            this::create)
        .recordedOnly("all instances run on this machine");
    ops.on(
        DescribePlacementGroupsRequest.class,
        DescribePlacementGroupsResponse.class,
        this::describe);
    ops.onAll(
        DeletePlacementGroupRequest.class,
        DeletePlacementGroupResponse.class,
        (call, it) -> List.of(resource(it.groupName())),
        this::delete);
  }

  private static String resource(@Nullable String name) {
    return PlacementGroups.resource(name == null ? "*" : name);
  }

  private CreatePlacementGroupResponse create(Call call, CreatePlacementGroupRequest request) {
    Place place = Place.of(call);
    PlacementGroup group = group(request);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.PLACEMENT_GROUP);
    return ground.transact(
        transaction -> {
          PlacementGroups.make(transaction, place, group);
          ResourceTags.add(transaction, place, group.id(), tags);
          return CreatePlacementGroupResponse.builder()
              .placementGroup(describe(transaction, place, group))
              .build();
        });
  }

  private PlacementGroup group(CreatePlacementGroupRequest request) {
    String name = request.groupName();
    if (name == null || name.isBlank()) {
      throw Ec2Faults.missingParameter("GroupName");
    }
    if (name.length() > LONGEST_NAME) {
      throw Ec2Faults.invalidParameterValue(
          "The name of a placement group has at most %d characters.".formatted(LONGEST_NAME));
    }
    String strategy = Objects.requireNonNullElse(request.strategyAsString(), "cluster");
    boolean partitioned = strategy.equals("partition");
    boolean spread = strategy.equals("spread");
    Integer partitions = request.partitionCount();
    if (partitions != null && !partitioned) {
      throw Ec2Faults.invalidParameterCombination(
          "PartitionCount is valid only when Strategy is set to partition.");
    }
    if (partitions != null && (partitions < 1 || partitions > MOST_PARTITIONS)) {
      throw Ec2Faults.invalidParameterValue(
          "A placement group has between 1 and %d partitions.".formatted(MOST_PARTITIONS));
    }
    if (request.spreadLevel() != null && !spread) {
      throw Ec2Faults.invalidParameterCombination(
          "SpreadLevel is valid only when Strategy is set to spread.");
    }
    return new PlacementGroup(
        ground.ids().next(ResourceKind.PLACEMENT_GROUP),
        name,
        strategy,
        partitioned
            ? Optional.of(Objects.requireNonNullElse(partitions, USUAL_PARTITIONS))
            : Optional.empty(),
        spread
            ? Optional.of(Objects.requireNonNullElse(request.spreadLevelAsString(), "rack"))
            : Optional.empty());
  }

  private static software.amazon.awssdk.services.ec2.model.PlacementGroup describe(
      Snapshot snapshot, Place place, PlacementGroup group) {
    return software.amazon.awssdk.services.ec2.model.PlacementGroup.builder()
        .groupId(group.id())
        .groupName(group.name())
        .groupArn(place.arn(PlacementGroups.resource(group.name())))
        .state("available")
        .strategy(group.strategy())
        .partitionCount(group.partitions().orElse(null))
        .spreadLevel(group.spreadLevel().orElse(null))
        .tags(TagOperations.tags(snapshot, place, group.id()))
        .build();
  }

  private DescribePlacementGroupsResponse describe(
      Call call, DescribePlacementGroupsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          List<String> ids = new ArrayList<>(request.groupIds());
          request
              .groupNames()
              .forEach(it -> ids.add(PlacementGroups.named(snapshot, place, it).id()));
          Page<PlacementGroup> page =
              listing.page(
                  snapshot, place, Ec2Operations.selection(ids, request.filters(), null, null));
          return DescribePlacementGroupsResponse.builder()
              .placementGroups(page.map(it -> describe(snapshot, place, it)).items())
              .build();
        });
  }

  private DeletePlacementGroupResponse delete(Call call, DeletePlacementGroupRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          PlacementGroups.delete(
              transaction, place, PlacementGroups.named(transaction, place, request.groupName()));
          return true;
        });
    return DeletePlacementGroupResponse.builder().build();
  }
}
