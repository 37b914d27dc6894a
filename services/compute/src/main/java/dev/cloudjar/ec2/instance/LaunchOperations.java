package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.ZoneOutages;
import dev.cloudjar.ec2.capacity.PlacementGroups;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.ground.Zones;
import dev.cloudjar.ec2.image.Image;
import dev.cloudjar.ec2.image.Images;
import dev.cloudjar.ec2.instance.Instance.Launch;
import dev.cloudjar.ec2.instance.Instance.Life;
import dev.cloudjar.ec2.instance.Instance.ProfileAssociation;
import dev.cloudjar.ec2.instance.Instance.Settings;
import dev.cloudjar.ec2.instance.InstanceNetwork.Attached;
import dev.cloudjar.ec2.instance.InstanceNetwork.Site;
import dev.cloudjar.ec2.instance.InstanceNetwork.Wish;
import dev.cloudjar.ec2.keypair.KeyPairRow;
import dev.cloudjar.ec2.keypair.KeyPairs;
import dev.cloudjar.ec2.spot.SpotRequests;
import dev.cloudjar.ec2.template.TemplateLaunchOperations.Filled;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesResponse;

/** Launches instances. */
final class LaunchOperations {
  private static final List<ResourceKind> MADE =
      List.of(ResourceKind.INSTANCE, ResourceKind.VOLUME, ResourceKind.NETWORK_INTERFACE);
  private static final List<ResourceKind> MADE_FOR_SPOT =
      List.of(
          ResourceKind.INSTANCE,
          ResourceKind.VOLUME,
          ResourceKind.NETWORK_INTERFACE,
          ResourceKind.SPOT_REQUEST);
  private static final int MOST_AT_ONCE = 1_000;
  private static final int SECRET_LENGTH = 32;

  private final Ground ground;
  private final InstanceNetwork network;
  private final InstanceRunner runner;
  private final ProfileOperations profiles;
  private final LaunchAccessOperations access;

  LaunchOperations(
      Ground ground,
      InstanceNetwork network,
      InstanceRunner runner,
      ProfileOperations profiles,
      LaunchAccessOperations access) {
    this.ground = ground;
    this.network = network;
    this.runner = runner;
    this.profiles = profiles;
    this.access = access;
  }

  void register(Ec2Operations ops) {
    ops.onSubjects(
            RunInstancesRequest.class, RunInstancesResponse.class, access::subjects, this::run)
        .authorises((call, it) -> access.passing(call, access.known(call, it).request()))
        .recordedMember("EbsOptimized", "volumes are as fast as this machine's disk")
        .recordedMember("CpuOptions", "instances have the processors of their type")
        .recordedMember("Placement", "but for the zone, all instances run on this machine")
        .recordedMember("MaintenanceOptions", "nothing is maintained")
        .recordedMember("Monitoring", "nothing is measured yet")
        .recordedMember("InstanceMarketOptions.SpotOptions.MaxPrice", "nobody outbids anybody")
        .recordedMember("CreditSpecification", "no credits are counted")
        .recordedMember("PrivateDnsNameOptions", "names are made of addresses");
  }

  private RunInstancesResponse run(Call call, RunInstancesRequest asked) {
    Place place = Place.of(call);
    String reservation = launch(call, asked, asked.clientToken(), access.filled(call, asked));
    return ground.read(
        snapshot -> {
          List<Instance> launched = Instances.TABLE.referring(snapshot, place, reservation);
          return RunInstancesResponse.builder()
              .reservationId(reservation)
              .ownerId(place.accountId())
              .groups(List.of())
              .instances(
                  launched.stream()
                      .map(
                          it ->
                              InstanceDescriptionOperations.describe(snapshot, place, network, it))
                      .toList())
              .build();
        });
  }

  /**
   * Launches what is wanted.
   *
   * @param asked what the caller asked for, as it came
   * @return the id of the reservation that the instances have in common
   */
  String launch(Call call, SdkPojo asked, @Nullable String clientToken, Filled filled) {
    RunInstancesRequest request = filled.request();
    LaunchSettingOperations.refuseWhatIsNotThere(request);
    int count = count(request);
    Optional<ProfileAssociation> profile = profiles.find(call, request.iamInstanceProfile());
    List<Wish> wishes = LaunchNetworkOperations.wishes(request);
    List<Map<String, LaunchKeyOperations.Prepared>> keys =
        LaunchKeyOperations.keys(ground, call, request, count);
    return ground.transact(
        transaction ->
            ground
                .tokens()
                .once(
                    transaction,
                    call,
                    asked,
                    clientToken,
                    () -> launch(transaction, call, filled, keys, profile, wishes)));
  }

  private static int count(RunInstancesRequest request) {
    Integer least = request.minCount();
    Integer most = request.maxCount();
    if (least == null || most == null) {
      throw Ec2Faults.missingParameter(least == null ? "MinCount" : "MaxCount");
    }
    if (least < 1 || least > most) {
      throw InstanceFaults.counts();
    }
    if (most > MOST_AT_ONCE) {
      throw Ec2Faults.of(
          "InstanceLimitExceeded",
          "You have requested more instances (%d) than Cloudjar launches at once (%d)."
              .formatted(most, MOST_AT_ONCE));
    }
    return most;
  }

  /** What all instances of a launch have in common. */
  private record Common(
      Call call,
      Filled filled,
      Image image,
      Optional<KeyPairRow> key,
      Optional<ProfileAssociation> profile,
      List<Wish> wishes,
      Site site,
      boolean leased,
      Settings settings,
      String reservation) {
    RunInstancesRequest request() {
      return filled.request();
    }
  }

  private String launch(
      Transaction transaction,
      Call call,
      Filled filled,
      List<Map<String, LaunchKeyOperations.Prepared>> keys,
      Optional<ProfileAssociation> profile,
      List<Wish> wishes) {
    Place place = Place.of(call);
    RunInstancesRequest request = filled.request();
    if (request.imageId() == null) {
      throw Ec2Faults.missingParameter("ImageId");
    }
    Image image = Images.require(transaction, place, request.imageId());
    if (!image.state().equals("available")) {
      throw Ec2Faults.of(
          "InvalidAMIID.Unavailable", "The image ID '%s' is not available".formatted(image.id()));
    }
    InstanceType type = type(request, image);
    check(wishes, type, keys.size());
    Site site = network.site(transaction, place, wishes.getFirst(), zone(request));
    requireCapacity(transaction, place, type, site.zone());
    boolean leased =
        wishes.getFirst().interfaceId().isEmpty()
            && wishes.getFirst().publicAddress().orElse(site.mapsPublicAddresses());
    LaunchSettingOperations.placementGroup(request)
        .ifPresent(it -> PlacementGroups.require(transaction, place, it));
    Common common =
        new Common(
            call,
            filled,
            image,
            Optional.ofNullable(request.keyName())
                .map(it -> KeyPairs.require(transaction, place, it)),
            profile,
            wishes,
            site,
            leased,
            LaunchSettingOperations.settings(
                request, type, CreditDefaults.of(transaction, place, type)),
            ground.ids().next(ResourceKind.RESERVATION));
    for (int index = 0; index < keys.size(); index++) {
      launch(transaction, place, common, index, keys.get(index));
    }
    return common.reservation();
  }

  private static void requireCapacity(
      Snapshot snapshot, Place place, InstanceType type, String zone) {
    if (ZoneOutages.isDown(snapshot, zone)) {
      throw InstanceFaults.insufficientCapacity(
          type.name(),
          zone,
          Zones.of(place.region()).stream()
              .map(Zones.Zone::name)
              .filter(it -> !ZoneOutages.isDown(snapshot, it))
              .toList());
    }
  }

  private static void check(List<Wish> wishes, InstanceType type, int count) {
    if (wishes.size() > type.interfaces()) {
      throw Ec2Faults.of(
          "AttachmentLimitExceeded",
          "Interface count %d exceeds the limit for %s".formatted(wishes.size(), type.name()));
    }
    if (count > 1 && wishes.stream().anyMatch(it -> it.privateAddress().isPresent())) {
      throw Ec2Faults.invalidParameterCombination(
          "You cannot specify a private IP address when launching several instances.");
    }
  }

  private void launch(
      Transaction transaction,
      Place place,
      Common common,
      int index,
      Map<String, LaunchKeyOperations.Prepared> keys) {
    Instant now = common.call().time();
    RunInstancesRequest request = common.request();
    String id = ground.ids().next(ResourceKind.INSTANCE);
    Instance instance =
        new Instance(
            id,
            launched(place, common, index),
            common.settings(),
            new Life(InstanceState.PENDING, now, now, Optional.empty(), "", false),
            common.profile().map(it -> profiles.associated(it, now)),
            LaunchDeviceOperations.devices(
                ground,
                transaction,
                common.call(),
                common.image(),
                request.blockDeviceMappings(),
                id,
                common.site().zone(),
                tags(request, ResourceKind.VOLUME),
                keys));
    common.wishes().forEach(it -> network.attach(transaction, place, id, common.site(), it));
    tag(transaction, place, common, id);
    requestSpot(transaction, place, common, instance);
    Instances.put(ground, transaction, place, instance);
    if (common.leased()) {
      network.leasePublicAddress(transaction, place, id);
    }
    runner.scheduleStart(transaction, place, id, now);
  }

  /** A Spot instance has a request, also where it was launched without one. */
  private static void requestSpot(
      Transaction transaction, Place place, Common common, Instance instance) {
    instance
        .launch()
        .spot()
        .ifPresent(
            spot -> {
              SpotRequests.TABLE.put(
                  transaction,
                  place,
                  SpotOperations.made(spot, instance, common.request(), common.call().time()));
              ResourceTags.add(
                  transaction,
                  place,
                  spot.requestId(),
                  tags(common.request(), ResourceKind.SPOT_REQUEST));
            });
  }

  private void tag(Transaction transaction, Place place, Common common, String id) {
    RunInstancesRequest request = common.request();
    ResourceTags.add(transaction, place, id, tags(request, ResourceKind.INSTANCE));
    common
        .filled()
        .template()
        .ifPresent(
            it ->
                ResourceTags.addReserved(
                    transaction,
                    place,
                    id,
                    Map.of(
                        "aws:ec2launchtemplate:id",
                        it.templateId(),
                        "aws:ec2launchtemplate:version",
                        Long.toString(it.version()))));
    Map<String, String> ofInterfaces = tags(request, ResourceKind.NETWORK_INTERFACE);
    List<String> brought =
        common.wishes().stream().flatMap(it -> it.interfaceId().stream()).toList();
    network.of(transaction, place, id).stream()
        .map(Attached::id)
        .filter(it -> !brought.contains(it))
        .forEach(it -> ResourceTags.add(transaction, place, it, ofInterfaces));
  }

  private Launch launched(Place place, Common common, int index) {
    RunInstancesRequest request = common.request();
    Image image = common.image();
    Site site = common.site();
    return new Launch(
        common.reservation(),
        place.accountId(),
        common.call().accountId(),
        index,
        image.id(),
        image.source(),
        image.architecture(),
        image.rootDevice(),
        site.zone(),
        site.subnetId(),
        site.vpcId(),
        common.leased(),
        common.key().map(KeyPairRow::name),
        common.key().map(KeyPairRow::openSsh),
        Optional.ofNullable(request.clientToken()),
        LaunchSettingOperations.spot(request, ground.ids().next(ResourceKind.SPOT_REQUEST)),
        LaunchSettingOperations.tenancy(request),
        ground.cloud().ids().text(SECRET_LENGTH, "0123456789abcdef"));
  }

  private static Map<String, String> tags(RunInstancesRequest request, ResourceKind kind) {
    return TagOperations.atCreation(
        request.tagSpecifications(),
        kind,
        request.instanceMarketOptions() == null ? MADE : MADE_FOR_SPOT);
  }

  private static InstanceType type(RunInstancesRequest request, Image image) {
    // AWS's own choice where nobody says anything, though nobody wants it any longer.
    String name =
        request.instanceTypeAsString() == null ? "m1.small" : request.instanceTypeAsString();
    InstanceType type = InstanceTypes.of(name).orElseThrow(() -> InstanceFaults.noSuchType(name));
    if (!type.runs(image.architecture())) {
      throw InstanceFaults.otherArchitecture(type.architecture(), image.architecture());
    }
    return type;
  }

  private static Optional<String> zone(RunInstancesRequest request) {
    return Optional.ofNullable(request.placement())
        .flatMap(it -> LaunchSettingOperations.chosen(it.availabilityZone()));
  }
}
