package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.policy.MalformedPolicyException;
import dev.cloudjar.policy.PolicyDocument;
import dev.cloudjar.policy.PolicyKind;
import dev.cloudjar.store.Snapshot;
import org.jspecify.annotations.Nullable;

/** What has to be so for an endpoint. */
final class EndpointRules {
  private EndpointRules() {}

  /**
   * Checks a policy.
   *
   * @throws dev.cloudjar.cloud.Fault where it is none
   */
  static void checkPolicy(@Nullable String document) {
    if (document == null) {
      return;
    }
    try {
      PolicyDocument.parse(document, PolicyKind.RESOURCE);
    } catch (MalformedPolicyException e) {
      throw Ec2Faults.of("InvalidPolicyDocument", String.valueOf(e.getMessage()));
    }
  }

  /**
   * Checks that an endpoint can have its service's name in its network.
   *
   * @throws dev.cloudjar.cloud.Fault where the network knows no such names, or another one has it
   */
  static void checkNames(Snapshot snapshot, Place place, Vpc vpc, VpcEndpoint endpoint) {
    if (!endpoint.privateNames()) {
      return;
    }
    if (!vpc.dnsSupport() || !vpc.dnsHostnames()) {
      throw Ec2Faults.of(
          "InvalidParameter",
          "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC"
              + " attributes set to true for %s".formatted(vpc.id()));
    }
    boolean conflict =
        NetworkTables.ENDPOINTS.referring(snapshot, place, vpc.id()).stream()
            .filter(it -> !it.id().equals(endpoint.id()) && it.privateNames())
            .anyMatch(it -> it.serviceName().equals(endpoint.serviceName()));
    if (conflict) {
      String name =
          EndpointServices.find(place.region(), endpoint.serviceName(), endpoint.type())
              .orElseThrow()
              .privateName();
      throw Ec2Faults.of(
          "InvalidParameter",
          "private-dns-enabled cannot be set because there is already a conflicting DNS domain for"
              + " %s in the VPC %s".formatted(name, vpc.id()));
    }
  }
}
