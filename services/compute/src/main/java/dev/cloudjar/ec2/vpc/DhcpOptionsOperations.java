package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.References;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.AssociateDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.AssociateDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.CreateDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.CreateDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DhcpConfiguration;
import software.amazon.awssdk.services.ec2.model.NewDhcpConfiguration;

/** DHCP options. */
final class DhcpOptionsOperations {
  private static final Set<String> KNOWN =
      Set.of(
          "domain-name-servers",
          "domain-name",
          "ntp-servers",
          "netbios-name-servers",
          "netbios-node-type",
          "ipv6-address-preferred-lease-time");
  private static final String DEFAULT = "default";

  private final Ground ground;
  private final Listing<DhcpOptions> listing =
      new Listing<>(NetworkTables.DHCP_OPTIONS)
          .by("dhcp-options-id", DhcpOptions::id)
          .byEach("key", it -> List.copyOf(it.options().keySet()))
          .byEach("value", it -> it.options().values().stream().flatMap(List::stream).toList())
          .byLooking("owner-id", (snapshot, place, it) -> List.of(place.accountId()));

  DhcpOptionsOperations(Ground ground) {
    this.ground = ground;
  }

  void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.DHCP_OPTIONS,
        CreateDhcpOptionsRequest.class,
        CreateDhcpOptionsResponse.class,
        it -> List.of(),
        this::create);
    ops.on(DescribeDhcpOptionsRequest.class, DescribeDhcpOptionsResponse.class, this::describe);
    ops.on(
        DeleteDhcpOptionsRequest.class,
        DeleteDhcpOptionsResponse.class,
        DeleteDhcpOptionsRequest::dhcpOptionsId,
        this::delete);
    ops.onAll(
        AssociateDhcpOptionsRequest.class,
        AssociateDhcpOptionsResponse.class,
        (call, it) ->
            it.dhcpOptionsId().equals(DEFAULT)
                ? List.of(it.vpcId())
                : List.of(it.dhcpOptionsId(), it.vpcId()),
        this::associate);
  }

  private CreateDhcpOptionsResponse create(Call call, CreateDhcpOptionsRequest request) {
    Map<String, List<String>> options = new TreeMap<>();
    for (NewDhcpConfiguration each : request.dhcpConfigurations()) {
      String key = each.key();
      if (key == null || !KNOWN.contains(key)) {
        throw Ec2Faults.invalidParameterValue(
            "Value (%s) for parameter key is invalid. Unknown DHCP option".formatted(key));
      }
      if (each.values().isEmpty()) {
        throw Ec2Faults.invalidParameterValue(
            "The values of DHCP option %s are missing.".formatted(key));
      }
      options.put(key, List.copyOf(each.values()));
    }
    Place place = Place.of(call);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.DHCP_OPTIONS);
    return ground.transact(
        transaction -> {
          DhcpOptions made =
              new DhcpOptions(ground.ids().next(ResourceKind.DHCP_OPTIONS), options, false);
          NetworkTables.DHCP_OPTIONS.put(transaction, place, made);
          ResourceTags.add(transaction, place, made.id(), tags);
          return CreateDhcpOptionsResponse.builder()
              .dhcpOptions(describe(transaction, place, made))
              .build();
        });
  }

  private DescribeDhcpOptionsResponse describe(Call call, DescribeDhcpOptionsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<DhcpOptions> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.dhcpOptionsIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeDhcpOptionsResponse.builder()
              .dhcpOptions(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static software.amazon.awssdk.services.ec2.model.DhcpOptions describe(
      Snapshot snapshot, Place place, DhcpOptions options) {
    return software.amazon.awssdk.services.ec2.model.DhcpOptions.builder()
        .dhcpOptionsId(options.id())
        .ownerId(place.accountId())
        .dhcpConfigurations(
            options.options().entrySet().stream()
                .map(
                    it ->
                        DhcpConfiguration.builder()
                            .key(it.getKey())
                            .values(
                                it.getValue().stream()
                                    .map(value -> AttributeValue.builder().value(value).build())
                                    .toList())
                            .build())
                .toList())
        .tags(TagOperations.tags(snapshot, place, options.id()))
        .build();
  }

  private DeleteDhcpOptionsResponse delete(Call call, DeleteDhcpOptionsRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          DhcpOptions options =
              NetworkTables.DHCP_OPTIONS.require(transaction, place, request.dhcpOptionsId());
          if (References.exist(transaction, place, options.id(), ResourceKind.VPC)) {
            throw Ec2Faults.hasDependencies(ResourceKind.DHCP_OPTIONS, options.id());
          }
          NetworkTables.DHCP_OPTIONS.delete(transaction, place, options);
          return true;
        });
    return DeleteDhcpOptionsResponse.builder().build();
  }

  private AssociateDhcpOptionsResponse associate(Call call, AssociateDhcpOptionsRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          Vpc vpc = NetworkTables.VPCS.require(transaction, place, request.vpcId());
          String id = request.dhcpOptionsId();
          if (!id.equals(DEFAULT)) {
            NetworkTables.DHCP_OPTIONS.require(transaction, place, id);
          }
          NetworkTables.VPCS.put(transaction, place, vpc.withDhcpOptions(id));
          return true;
        });
    return AssociateDhcpOptionsResponse.builder().build();
  }
}
