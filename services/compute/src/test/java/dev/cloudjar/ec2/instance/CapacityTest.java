package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CapacityReservation;
import software.amazon.awssdk.services.ec2.model.CapacityReservationState;
import software.amazon.awssdk.services.ec2.model.CreateCapacityReservationRequest;
import software.amazon.awssdk.services.ec2.model.InstanceCreditSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.PlacementGroup;

/** Capacity that is kept for instances, and groups by which they are placed. */
@CloudjarTest(rooms = Ec2Room.class, shared = false)
class CapacityTest {
  private static final String ZONE = "us-east-1a";
  private static final String SCRIPT = "#!/bin/sh\necho up\n";

  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  CapacityTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
    this.instances = new LaunchedInstances(ec2, cloud);
    cloud.clock().freeze();
  }

  @BeforeAll
  static void needsMachines() throws IOException {
    LaunchedInstances.assumeMachines();
  }

  private String reserve(Consumer<CreateCapacityReservationRequest.Builder> more) {
    var request =
        CreateCapacityReservationRequest.builder()
            .instanceType("t3.micro")
            .instancePlatform("Linux/UNIX")
            .availabilityZone(ZONE)
            .instanceCount(1);
    more.accept(request);
    return ec2.createCapacityReservation(request.build())
        .capacityReservation()
        .capacityReservationId();
  }

  private CapacityReservation described(String id) {
    return ec2.describeCapacityReservations(it -> it.capacityReservationIds(id))
        .capacityReservations()
        .getFirst();
  }

  private int used(String id) {
    return ec2.getCapacityReservationUsage(it -> it.capacityReservationId(id))
        .instanceUsages()
        .getFirst()
        .usedInstanceCount();
  }

  /** The used capacity alone: there are no cost records by the hour yet. */
  @Test
  void matching_instances_use_capacity_while_they_run() {
    String open = reserve(it -> {});
    String targeted = reserve(it -> it.instanceMatchCriteria("targeted"));
    String id = instances.run(SCRIPT, it -> it.placement(p -> p.availabilityZone(ZONE)));
    assertThat(instances.describe(id).capacityReservationId()).isEqualTo(open);
    assertThat(used(open)).isEqualTo(1);
    assertThat(described(open).availableInstanceCount()).isZero();
    assertThat(used(targeted)).isZero();

    ec2.stopInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
    assertThat(used(open)).isZero();
    ec2.startInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
    assertThat(used(open)).isEqualTo(1);

    String aimed =
        instances.run(
            SCRIPT,
            it ->
                it.placement(p -> p.availabilityZone(ZONE))
                    .capacityReservationSpecification(
                        c -> c.capacityReservationTarget(t -> t.capacityReservationId(targeted))));
    assertThat(used(targeted)).isEqualTo(1);
    refused(
            () ->
                instances.run(
                    SCRIPT,
                    it ->
                        it.placement(p -> p.availabilityZone(ZONE))
                            .capacityReservationSpecification(
                                c ->
                                    c.capacityReservationTarget(
                                        t -> t.capacityReservationId(targeted)))))
        .withCode("ReservationCapacityExceeded");
    refused(
            () ->
                ec2.modifyCapacityReservation(
                    it -> it.capacityReservationId(targeted).instanceMatchCriteria("open")))
        .withCode("IncorrectState");
    ec2.cancelCapacityReservation(it -> it.capacityReservationId(targeted));
    assertThat(described(targeted).state()).isEqualTo(CapacityReservationState.CANCELLED);
    assertThat(instances.describe(aimed).capacityReservationId()).isNull();
    assertThat(instances.describe(aimed).state().nameAsString()).isEqualTo("running");

    String plain = instances.run(SCRIPT, it -> it.placement(p -> p.availabilityZone(ZONE)));
    assertThat(instances.describe(plain).capacityReservationId()).as("all is used").isNull();
    String later = reserve(it -> it.endDateType("limited").endDate(inAnHour()));
    assertThat(used(later)).as("instances that run already use what is free").isEqualTo(1);
    cloud.clock().advance(Duration.ofHours(1));
    assertThat(described(later).state()).isEqualTo(CapacityReservationState.EXPIRED);
    ec2.terminateInstances(it -> it.instanceIds(id, aimed, plain));
    cloud.clock().settle();
    assertThat(used(open)).isZero();
  }

  private Instant inAnHour() {
    return cloud.clock().now().plus(Duration.ofHours(1));
  }

  @Test
  void reservations_that_cannot_be_are_refused() {
    refused(() -> reserve(it -> it.instanceType("t9.huge"))).withCode("InvalidParameterValue");
    refused(() -> reserve(it -> it.availabilityZone("us-east-1z")))
        .withCode("InvalidParameterValue");
    refused(() -> reserve(it -> it.instanceCount(0))).withCode("InvalidParameterValue");
    refused(() -> reserve(it -> it.endDateType("limited"))).withCode("MissingParameter");
    refused(() -> reserve(it -> it.endDate(inAnHour()))).withCode("InvalidParameterCombination");
    refused(() -> reserve(it -> it.instancePlatform("Windows"))).withCode("UnsupportedOperation");
    refused(() -> reserve(it -> it.dryRun(true))).withCode("DryRunOperation");
    refused(() -> used("cr-0123456789abcdef0")).withCode("InvalidCapacityReservationId.NotFound");
    assertThat(ec2.describeCapacityReservations().capacityReservations()).isEmpty();
    String once = reserve(it -> it.clientToken("token"));
    assertThat(reserve(it -> it.clientToken("token"))).isEqualTo(once);
    ec2.modifyCapacityReservation(it -> it.capacityReservationId(once).instanceCount(3));
    assertThat(described(once).totalInstanceCount()).isEqualTo(3);
    ec2.cancelCapacityReservation(it -> it.capacityReservationId(once));
    refused(() -> ec2.cancelCapacityReservation(it -> it.capacityReservationId(once)))
        .withCode("IncorrectState");
  }

  @Test
  void a_placement_group_is_there_as_long_as_instances_are_in_it() {
    PlacementGroup made =
        ec2.createPlacementGroup(
                it -> it.groupName("apart").strategy("partition").partitionCount(3))
            .placementGroup();
    assertThat(made.groupArn()).endsWith(":placement-group/apart");
    assertThat(made.partitionCount()).isEqualTo(3);
    refused(() -> ec2.createPlacementGroup(it -> it.groupName("apart").strategy("spread")))
        .withCode("InvalidPlacementGroup.Duplicate");
    refused(
            () ->
                ec2.createPlacementGroup(
                    it -> it.groupName("other").strategy("cluster").partitionCount(2)))
        .withCode("InvalidParameterCombination");
    refused(() -> instances.run(SCRIPT, it -> it.placement(p -> p.groupName("nobody-s"))))
        .withCode("InvalidPlacementGroup.Unknown");
    String id = instances.run(SCRIPT, it -> it.placement(p -> p.groupName("apart")));
    assertThat(instances.describe(id).placement().groupName()).isEqualTo("apart");
    refused(() -> ec2.deletePlacementGroup(it -> it.groupName("apart")))
        .withCode("InvalidPlacementGroup.InUse");
    ec2.terminateInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
    ec2.deletePlacementGroup(it -> it.groupName("apart"));
    refused(() -> ec2.describePlacementGroups(it -> it.groupNames("apart")))
        .withCode("InvalidPlacementGroup.Unknown");
  }

  @Test
  void burstable_instances_are_paid_for_as_their_family_is() {
    assertThat(credits("t3")).isEqualTo("unlimited");
    assertThat(credits("t2")).isEqualTo("standard");
    ec2.modifyDefaultCreditSpecification(it -> it.instanceFamily("t3").cpuCredits("standard"));
    assertThat(credits("t3")).isEqualTo("standard");
    refused(
            () ->
                ec2.modifyDefaultCreditSpecification(
                    it -> it.instanceFamily("t3").cpuCredits("none")))
        .withCode("InvalidParameterValue");
    String id = instances.run(SCRIPT, it -> {});
    assertThat(ofInstance(id)).isEqualTo("standard");
    ec2.modifyInstanceCreditSpecification(
        it ->
            it.instanceCreditSpecifications(
                InstanceCreditSpecificationRequest.builder()
                    .instanceId(id)
                    .cpuCredits("unlimited")
                    .build()));
    assertThat(ofInstance(id)).isEqualTo("unlimited");
    ec2.terminateInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
  }

  private String credits(String family) {
    return ec2.getDefaultCreditSpecification(it -> it.instanceFamily(family))
        .instanceFamilyCreditSpecification()
        .cpuCredits();
  }

  private String ofInstance(String id) {
    return ec2.describeInstanceCreditSpecifications(it -> it.instanceIds(id))
        .instanceCreditSpecifications()
        .getFirst()
        .cpuCredits();
  }
}
