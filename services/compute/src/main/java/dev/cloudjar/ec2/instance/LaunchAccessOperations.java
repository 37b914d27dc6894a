package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.ec2.capacity.PlacementGroups;
import dev.cloudjar.ec2.ground.Ec2Operations.Subjects;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.instance.Instance.ProfileAssociation;
import dev.cloudjar.ec2.instance.InstanceNetwork.Wish;
import dev.cloudjar.ec2.template.TemplateLaunchOperations;
import dev.cloudjar.ec2.template.TemplateLaunchOperations.Filled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** What launches are about, and who may launch. */
record LaunchAccessOperations(Ground ground, ProfileOperations profiles) {

  Filled filled(Call call, RunInstancesRequest request) {
    return ground.read(
        snapshot -> TemplateLaunchOperations.fill(snapshot, Place.of(call), request));
  }

  /** The request in full, where its template is known: who may nothing is not told of templates. */
  Filled known(Call call, RunInstancesRequest request) {
    try {
      return filled(call, request);
    } catch (Fault unknown) {
      return new Filled(request, Optional.empty());
    }
  }

  /** All that a launch is about, and what of it comes from its template. */
  Subjects<RunInstancesRequest> subjects(Call call, RunInstancesRequest asked) {
    Filled filled = known(call, asked);
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    List<String> own = resources(asked);
    for (String id : resources(filled.request())) {
      all.put(id, Map.of());
      if (filled.template().isPresent()) {
        String template = filled.template().get().templateId();
        boolean fromTemplate = !own.contains(id) || id.endsWith("/*");
        all.put(
            id,
            Map.of(
                "ec2:LaunchTemplate",
                Place.of(call).arn(ResourceKind.LAUNCH_TEMPLATE, template),
                "ec2:IsLaunchTemplateResource",
                Boolean.toString(fromTemplate)));
      }
    }
    filled
        .template()
        .ifPresent(
            it ->
                all.put(
                    it.templateId(),
                    Map.of(
                        "ec2:LaunchTemplate",
                        Place.of(call).arn(ResourceKind.LAUNCH_TEMPLATE, it.templateId()),
                        "ec2:IsLaunchTemplateResource",
                        "true")));
    return new Subjects<>(filled.request(), all);
  }

  static List<String> resources(RunInstancesRequest request) {
    List<String> ids = new ArrayList<>();
    ids.add("instance/*");
    ids.add("network-interface/*");
    ids.add("volume/*");
    if (request.imageId() != null) {
      ids.add(request.imageId());
    }
    for (Wish wish : LaunchNetworkOperations.wishes(request)) {
      wish.subnetId().ifPresent(ids::add);
      wish.interfaceId().ifPresent(ids::add);
      ids.addAll(wish.groups());
    }
    Optional.ofNullable(request.placement())
        .flatMap(it -> LaunchSettingOperations.chosen(it.groupName()))
        .ifPresent(name -> ids.add(PlacementGroups.resource(name)));
    var capacity = request.capacityReservationSpecification();
    if (capacity != null
        && capacity.capacityReservationTarget() != null
        && capacity.capacityReservationTarget().capacityReservationId() != null) {
      ids.add(capacity.capacityReservationTarget().capacityReservationId());
    }
    if (request.keyName() != null) {
      ids.add("key-pair/" + request.keyName());
    }
    return ids;
  }

  List<Need> passing(Call call, RunInstancesRequest request) {
    return profiles
        .find(call, request.iamInstanceProfile())
        .flatMap(ProfileAssociation::role)
        .map(
            role ->
                List.of(
                    new Need("iam:PassRole", new Resource(role.arn(), call.accountId()))
                        .with("iam:PassedToService", "ec2.amazonaws.com")))
        .orElse(List.of());
  }
}
