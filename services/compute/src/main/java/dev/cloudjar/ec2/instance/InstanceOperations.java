package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.instance.Instance.Life;
import dev.cloudjar.ec2.instance.Instance.Reason;
import dev.cloudjar.ec2.volume.Volume;
import dev.cloudjar.ec2.volume.VolumeKeyOperations;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.InstanceMonitoring;
import software.amazon.awssdk.services.ec2.model.InstanceStateChange;
import software.amazon.awssdk.services.ec2.model.MonitorInstancesRequest;
import software.amazon.awssdk.services.ec2.model.MonitorInstancesResponse;
import software.amazon.awssdk.services.ec2.model.RebootInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RebootInstancesResponse;
import software.amazon.awssdk.services.ec2.model.StartInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StartInstancesResponse;
import software.amazon.awssdk.services.ec2.model.StopInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StopInstancesResponse;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesResponse;
import software.amazon.awssdk.services.ec2.model.UnmonitorInstancesRequest;
import software.amazon.awssdk.services.ec2.model.UnmonitorInstancesResponse;

/** Starts, stops, reboots and terminates instances: all that are named, or none. */
final class InstanceOperations {
  private static final Reason CLIENT_ERROR =
      Reason.of("Client.InternalError", "Client error on launch");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'GMT'").withZone(ZoneOffset.UTC);
  private static final String USER = "Client.UserInitiatedShutdown";

  private final Ground ground;
  private final InstanceNetwork network;
  private final InstanceRunner runner;

  InstanceOperations(Ground ground, InstanceNetwork network, InstanceRunner runner) {
    this.ground = ground;
    this.network = network;
    this.runner = runner;
  }

  void register(Ec2Operations ops) {
    String unmeasured = "nothing is measured yet";
    ops.onAll(
        StartInstancesRequest.class,
        StartInstancesResponse.class,
        (call, it) -> it.instanceIds(),
        this::start);
    ops.onAll(
            StopInstancesRequest.class,
            StopInstancesResponse.class,
            (call, it) -> it.instanceIds(),
            this::stop)
        .recordedMember("Force", "instances that don't stop in time are killed anyway");
    ops.onAll(
        RebootInstancesRequest.class,
        RebootInstancesResponse.class,
        (call, it) -> it.instanceIds(),
        this::reboot);
    ops.onAll(
        TerminateInstancesRequest.class,
        TerminateInstancesResponse.class,
        (call, it) -> it.instanceIds(),
        this::terminate);
    ops.onAll(
            MonitorInstancesRequest.class,
            MonitorInstancesResponse.class,
            (call, it) -> it.instanceIds(),
            (call, it) ->
                MonitorInstancesResponse.builder()
                    .instanceMonitorings(monitor(call, it.instanceIds(), true))
                    .build())
        .recordedOnly(unmeasured);
    ops.onAll(
            UnmonitorInstancesRequest.class,
            UnmonitorInstancesResponse.class,
            (call, it) -> it.instanceIds(),
            (call, it) ->
                UnmonitorInstancesResponse.builder()
                    .instanceMonitorings(monitor(call, it.instanceIds(), false))
                    .build())
        .recordedOnly(unmeasured);
  }

  @FunctionalInterface
  private interface Step {
    Instance of(Transaction transaction, Instance instance);
  }

  private List<InstanceStateChange> change(Call call, List<String> ids, Step step) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          List<InstanceStateChange> changes = new ArrayList<>();
          for (String id : ids.stream().distinct().toList()) {
            Instance before = Instances.require(transaction, place, id);
            Instance after = step.of(transaction, before);
            if (!after.equals(before)) {
              Instances.put(ground, transaction, place, after);
            }
            changes.add(
                InstanceStateChange.builder()
                    .instanceId(id)
                    .previousState(InstanceDescriptionOperations.state(before.state()))
                    .currentState(InstanceDescriptionOperations.state(after.state()))
                    .build());
          }
          return changes;
        });
  }

  private StartInstancesResponse start(Call call, StartInstancesRequest request) {
    Place place = Place.of(call);
    Set<String> refused = withoutKeys(call, request.instanceIds());
    return StartInstancesResponse.builder()
        .startingInstances(
            change(
                call,
                request.instanceIds(),
                (transaction, it) ->
                    switch (it.state()) {
                      case PENDING, RUNNING -> it;
                      case STOPPED -> {
                        if (it.life()
                            .reason()
                            .filter(why -> why.code().startsWith(Instances.SPOT_REASON))
                            .isPresent()) {
                          throw InstanceFaults.spotStart();
                        }
                        if (InstanceOutages.concerns(transaction, it)) {
                          throw InstanceFaults.insufficientCapacity();
                        }
                        runner.scheduleStart(transaction, place, it.id(), call.time());
                        if (it.launch().publicAddress()) {
                          network.leasePublicAddress(transaction, place, it.id());
                        }
                        yield it.with(
                            refused.contains(it.id())
                                ? it.life()
                                    .startedAt(call.time())
                                    .to(InstanceState.PENDING, call.time(), CLIENT_ERROR, "")
                                : it.life().startedAt(call.time()));
                      }
                      case STOPPING, SHUTTING_DOWN, TERMINATED ->
                          throw InstanceFaults.incorrectInstanceState(it.id(), "started");
                    }))
        .build();
  }

  /** The instances with volumes whose keys KMS doesn't open to the caller. */
  private Set<String> withoutKeys(Call call, List<String> ids) {
    Place place = Place.of(call);
    Set<String> without = new HashSet<>();
    for (String id : ids) {
      List<Volume> volumes = ground.read(snapshot -> Volumes.of(snapshot, place, id));
      if (volumes.stream().anyMatch(it -> VolumeKeyOperations.refusal(call, it).isPresent())) {
        without.add(id);
      }
    }
    return without;
  }

  private StopInstancesResponse stop(Call call, StopInstancesRequest request) {
    if (Boolean.TRUE.equals(request.hibernate())) {
      throw InstanceFaults.noHibernation();
    }
    Place place = Place.of(call);
    return StopInstancesResponse.builder()
        .stoppingInstances(
            change(
                call,
                request.instanceIds(),
                (transaction, it) ->
                    switch (it.state()) {
                      case STOPPING, STOPPED ->
                          InstanceOutages.stopped(it)
                              ? it.with(byUser(it.life(), it.state(), call.time()))
                              : it;
                      case PENDING, RUNNING -> {
                        if (it.settings().disableApiStop()) {
                          throw InstanceFaults.stopProtected(it.id());
                        }
                        if (it.launch()
                            .spot()
                            .filter(s -> s.type().equals("one-time"))
                            .isPresent()) {
                          throw InstanceFaults.spotStop();
                        }
                        runner.scheduleStop(transaction, place, it.id(), call.time());
                        yield it.with(byUser(it.life(), InstanceState.STOPPING, call.time()));
                      }
                      case SHUTTING_DOWN, TERMINATED ->
                          throw InstanceFaults.incorrectInstanceState(it.id(), "stopped");
                    }))
        .build();
  }

  static Life byUser(Life life, InstanceState state, Instant now) {
    return life.to(
        state,
        now,
        Reason.of(USER, "User initiated shutdown"),
        "User initiated (%s)".formatted(TIME.format(now)));
  }

  private RebootInstancesResponse reboot(Call call, RebootInstancesRequest request) {
    Place place = Place.of(call);
    change(
        call,
        request.instanceIds(),
        (transaction, it) -> {
          if (it.state() != InstanceState.RUNNING) {
            throw InstanceFaults.incorrectInstanceState(it.id(), "rebooted");
          }
          runner.scheduleReboot(transaction, place, it.id(), call.time());
          return it.with(it.life().restarting(true));
        });
    return RebootInstancesResponse.builder().build();
  }

  private TerminateInstancesResponse terminate(Call call, TerminateInstancesRequest request) {
    Place place = Place.of(call);
    return TerminateInstancesResponse.builder()
        .terminatingInstances(
            change(
                call,
                request.instanceIds(),
                (transaction, it) -> {
                  if (it.state().isEnding()) {
                    return it;
                  }
                  if (it.settings().disableApiTermination()) {
                    throw InstanceFaults.terminationProtected(it.id());
                  }
                  runner.scheduleTermination(transaction, place, it.id(), call.time());
                  return it.with(byUser(it.life(), InstanceState.SHUTTING_DOWN, call.time()));
                }))
        .build();
  }

  private List<InstanceMonitoring> monitor(Call call, List<String> ids, boolean monitored) {
    change(call, ids, (transaction, it) -> it.with(it.settings().withMonitoring(monitored)));
    return ids.stream()
        .distinct()
        .map(
            id ->
                InstanceMonitoring.builder()
                    .instanceId(id)
                    .monitoring(it -> it.state(monitored ? "pending" : "disabling"))
                    .build())
        .toList();
  }
}
