package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsResponse;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputRequest;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputResponse;
import software.amazon.awssdk.services.ec2.model.GetConsoleScreenshotRequest;
import software.amazon.awssdk.services.ec2.model.GetDefaultCreditSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.GetDefaultCreditSpecificationResponse;
import software.amazon.awssdk.services.ec2.model.InstanceCreditSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceCreditSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.ModifyDefaultCreditSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.ModifyDefaultCreditSpecificationResponse;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceCreditSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceCreditSpecificationResponse;
import software.amazon.awssdk.services.ec2.model.SuccessfulInstanceCreditSpecificationItem;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulInstanceCreditSpecificationItem;

/** What instances say of themselves, and how burstable ones are paid for. */
final class InstanceReportOperations {
  private final Ground ground;
  private final InstanceMachines machines;
  private final Listing<Instance> listing =
      new Listing<>(Instances.TABLE).by("instance-id", Instance::id);

  InstanceReportOperations(Ground ground, InstanceMachines machines) {
    this.ground = ground;
    this.machines = machines;
  }

  void register(Ec2Operations ops) {
    ops.unsupported(
        GetConsoleScreenshotRequest.class,
        "machines have no screen; GetConsoleOutput tells what they say");
    ops.on(
        GetConsoleOutputRequest.class,
        GetConsoleOutputResponse.class,
        GetConsoleOutputRequest::instanceId,
        this::console);
    ops.on(
        DescribeInstanceCreditSpecificationsRequest.class,
        DescribeInstanceCreditSpecificationsResponse.class,
        this::credits);
    ops.onAll(
            ModifyInstanceCreditSpecificationRequest.class,
            ModifyInstanceCreditSpecificationResponse.class,
            (call, it) ->
                it.instanceCreditSpecifications().stream()
                    .map(InstanceCreditSpecificationRequest::instanceId)
                    .filter(id -> id != null)
                    .toList(),
            this::modifyCredits)
        .recordedOnly("no credits are counted, and nothing is slowed down");
    ops.on(
        GetDefaultCreditSpecificationRequest.class,
        GetDefaultCreditSpecificationResponse.class,
        this::defaultCredits);
    ops.on(
            ModifyDefaultCreditSpecificationRequest.class,
            ModifyDefaultCreditSpecificationResponse.class,
            this::modifyDefaultCredits)
        .recordedOnly("no credits are counted, and nothing is slowed down");
  }

  private GetConsoleOutputResponse console(Call call, GetConsoleOutputRequest request) {
    Place place = Place.of(call);
    Instance instance =
        ground.read(snapshot -> Instances.require(snapshot, place, request.instanceId()));
    return GetConsoleOutputResponse.builder()
        .instanceId(instance.id())
        .timestamp(call.time())
        .output(Base64.getEncoder().encodeToString(machines.console(instance.id())))
        .build();
  }

  private DescribeInstanceCreditSpecificationsResponse credits(
      Call call, DescribeInstanceCreditSpecificationsRequest request) {
    Place place = Place.of(call);
    boolean named = !request.instanceIds().isEmpty();
    return ground.read(
        snapshot -> {
          Page<Instance> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.instanceIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeInstanceCreditSpecificationsResponse.builder()
              .instanceCreditSpecifications(
                  page.items().stream()
                      .filter(it -> it.settings().cpuCredits().isPresent())
                      .filter(it -> !it.state().isEnding())
                      // Without ids AWS tells of those alone that are unlimited.
                      .filter(
                          it ->
                              named
                                  || it.settings()
                                      .cpuCredits()
                                      .filter("unlimited"::equals)
                                      .isPresent())
                      .map(
                          it ->
                              InstanceCreditSpecification.builder()
                                  .instanceId(it.id())
                                  .cpuCredits(it.settings().cpuCredits().orElseThrow())
                                  .build())
                      .toList())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private ModifyInstanceCreditSpecificationResponse modifyCredits(
      Call call, ModifyInstanceCreditSpecificationRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          List<SuccessfulInstanceCreditSpecificationItem> done = new ArrayList<>();
          List<UnsuccessfulInstanceCreditSpecificationItem> refused = new ArrayList<>();
          for (var each : request.instanceCreditSpecifications()) {
            Instance it = Instances.TABLE.find(transaction, place, each.instanceId());
            String credits = each.cpuCredits();
            if (it == null) {
              refused.add(
                  refused(
                      each.instanceId(),
                      "InvalidInstanceID.NotFound",
                      "The instance ID '%s' does not exist".formatted(each.instanceId())));
            } else if (it.settings().cpuCredits().isEmpty()
                || !("standard".equals(credits) || "unlimited".equals(credits))) {
              refused.add(
                  refused(
                      it.id(),
                      "InstanceCreditSpecification.NotSupported",
                      "The instance '%s' can't have these credits".formatted(it.id())));
            } else {
              Instances.put(
                  ground, transaction, place, it.with(it.settings().withCredits(credits)));
              done.add(
                  SuccessfulInstanceCreditSpecificationItem.builder().instanceId(it.id()).build());
            }
          }
          return ModifyInstanceCreditSpecificationResponse.builder()
              .successfulInstanceCreditSpecifications(done)
              .unsuccessfulInstanceCreditSpecifications(refused)
              .build();
        });
  }

  private GetDefaultCreditSpecificationResponse defaultCredits(
      Call call, GetDefaultCreditSpecificationRequest request) {
    String family = request.instanceFamilyAsString();
    String credits = ground.read(snapshot -> CreditDefaults.of(snapshot, Place.of(call), family));
    return GetDefaultCreditSpecificationResponse.builder()
        .instanceFamilyCreditSpecification(it -> it.instanceFamily(family).cpuCredits(credits))
        .build();
  }

  private ModifyDefaultCreditSpecificationResponse modifyDefaultCredits(
      Call call, ModifyDefaultCreditSpecificationRequest request) {
    String family = request.instanceFamilyAsString();
    String credits = request.cpuCredits();
    if (!credits.equals("standard") && !credits.equals("unlimited")) {
      throw Ec2Faults.invalidParameterValue(
          "Invalid value '%s' for CpuCredits.".formatted(credits));
    }
    ground.transact(
        transaction -> {
          CreditDefaults.put(transaction, Place.of(call), family, credits);
          return true;
        });
    return ModifyDefaultCreditSpecificationResponse.builder()
        .instanceFamilyCreditSpecification(it -> it.instanceFamily(family).cpuCredits(credits))
        .build();
  }

  private static UnsuccessfulInstanceCreditSpecificationItem refused(
      String id, String code, String message) {
    return UnsuccessfulInstanceCreditSpecificationItem.builder()
        .instanceId(id)
        .error(it -> it.code(code).message(message))
        .build();
  }
}
