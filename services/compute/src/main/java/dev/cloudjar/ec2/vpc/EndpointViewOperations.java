package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.Selection.Criterion;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.ground.Zones;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesResponse;
import software.amazon.awssdk.services.ec2.model.DnsEntry;
import software.amazon.awssdk.services.ec2.model.SecurityGroupIdentifier;
import software.amazon.awssdk.services.ec2.model.ServiceDetail;
import software.amazon.awssdk.services.ec2.model.ServiceTypeDetail;
import software.amazon.awssdk.services.ec2.model.State;

/** Endpoints and their services as the SDK has them. */
final class EndpointViewOperations {
  /** What an endpoint lets pass unless its policy says otherwise. */
  static final String FULL_ACCESS =
      """
      {"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*",\
      "Resource":"*"}]}\
      """;

  private EndpointViewOperations() {}

  static software.amazon.awssdk.services.ec2.model.VpcEndpoint describe(
      Snapshot snapshot, Place place, VpcEndpoint endpoint) {
    var builder =
        software.amazon.awssdk.services.ec2.model.VpcEndpoint.builder()
            .vpcEndpointId(endpoint.id())
            .vpcEndpointType(endpoint.type())
            .vpcId(endpoint.vpcId())
            .ownerId(place.accountId())
            .serviceName(endpoint.serviceName())
            .state(State.AVAILABLE)
            .policyDocument(endpoint.policy())
            .routeTableIds(endpoint.routeTables())
            .subnetIds(endpoint.subnets())
            .networkInterfaceIds(endpoint.interfaces())
            .privateDnsEnabled(endpoint.privateNames())
            .requesterManaged(false)
            .creationTimestamp(endpoint.created())
            .groups(
                endpoint.groups().stream()
                    .map(
                        it ->
                            SecurityGroupIdentifier.builder()
                                .groupId(it)
                                .groupName(NetworkInterfaces.groupName(snapshot, place, it))
                                .build())
                    .toList())
            .tags(TagOperations.tags(snapshot, place, endpoint.id()));
    if (!endpoint.isGateway()) {
      builder
          .ipAddressType("ipv4")
          .dnsOptions(it -> it.dnsRecordIpType("ipv4"))
          .dnsEntries(entries(place, endpoint));
    }
    return builder.build();
  }

  private static List<DnsEntry> entries(Place place, VpcEndpoint endpoint) {
    EndpointServices.Service service =
        EndpointServices.find(place.region(), endpoint.serviceName(), endpoint.type())
            .orElseThrow();
    List<DnsEntry> all = new ArrayList<>();
    all.add(entry(EndpointServices.ownName(endpoint, service, "")));
    if (endpoint.privateNames()) {
      all.add(entry(service.privateName()));
    }
    return all;
  }

  private static DnsEntry entry(String name) {
    return DnsEntry.builder().dnsName(name).hostedZoneId("Z7HUB22UULQXV").build();
  }

  static DescribeVpcEndpointServicesResponse services(
      Place place, DescribeVpcEndpointServicesRequest request) {
    List<Criterion> criteria = Ec2Operations.criteria(request.filters());
    for (String name : request.serviceNames()) {
      if (!EndpointServices.exists(place.region(), name)) {
        throw Ec2Faults.of(
            "InvalidServiceName", "The Vpc Endpoint Service '%s' does not exist".formatted(name));
      }
    }
    List<ServiceDetail> details = new ArrayList<>();
    for (EndpointServices.Service service : EndpointServices.of(place.region())) {
      if ((request.serviceNames().isEmpty() || request.serviceNames().contains(service.name()))
          && criteria.stream().allMatch(it -> meets(service, it))) {
        details.add(detail(place, service));
      }
    }
    return DescribeVpcEndpointServicesResponse.builder()
        .serviceNames(details.stream().map(ServiceDetail::serviceName).distinct().toList())
        .serviceDetails(details)
        .build();
  }

  private static boolean meets(EndpointServices.Service service, Criterion criterion) {
    return switch (criterion.name()) {
      case "service-name" -> criterion.isMetBy(List.of(service.name()));
      case "service-type" -> criterion.isMetBy(List.of(service.type()));
      case "owner" -> criterion.isMetBy(List.of("amazon"));
      default ->
          throw Ec2Faults.invalidParameterValue(
              "The filter '%s' is invalid".formatted(criterion.name()));
    };
  }

  private static ServiceDetail detail(Place place, EndpointServices.Service service) {
    ServiceDetail.Builder builder =
        ServiceDetail.builder()
            .serviceName(service.name())
            .serviceType(ServiceTypeDetail.builder().serviceType(service.type()).build())
            .serviceRegion(place.region())
            .owner("amazon")
            .availabilityZones(Zones.of(place.region()).stream().map(Zones.Zone::name).toList())
            .baseEndpointDnsNames(
                service.shortName() + "." + place.region() + ".vpce.amazonaws.com")
            .acceptanceRequired(false)
            .managesVpcEndpoints(false)
            .vpcEndpointPolicySupported(true);
    if (service.type().equals(VpcEndpoint.INTERFACE)) {
      builder.privateDnsName(service.privateName());
    }
    return builder.build();
  }
}
