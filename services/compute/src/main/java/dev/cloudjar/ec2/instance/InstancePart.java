package dev.cloudjar.ec2.instance;

import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;

/** All of the room that is about instances. */
public final class InstancePart {
  private InstancePart() {}

  /** Registers the operations of instances, and takes up what was being done with them. */
  public static void open(Ground ground, Ec2Operations ops, InstanceNetwork network) {
    var machines = new InstanceMachines(ground, network);
    var metadata =
        new InstanceMetadataService(ground, network, new RoleCredentialOperations(ground));
    var runner = new InstanceRunner(ground, network, machines, metadata);
    var profiles = new ProfileOperations(ground);
    var access = new LaunchAccessOperations(ground, profiles);
    var launches = new LaunchOperations(ground, network, runner, profiles, access);
    launches.register(ops);
    new SpotOperations(ground, launches, access, runner).register(ops);
    new CapacityReservationOperations(ground).register(ops);
    new SpotInterruptions(ground, network, runner).open();
    new InstanceOperations(ground, network, runner).register(ops);
    new InstanceDescriptionOperations(ground, network).register(ops);
    new InstanceAttributeOperations(ground, network).register(ops);
    new InstanceTemplateOperations(ground, network).register(ops);
    new InstanceTypeOperations().register(ops);
    new InstanceReportOperations(ground, machines).register(ops);
    new AttachmentOperations(ground, new AttachmentWork(ground, machines, runner)).register(ops);
    new InterfaceAttachmentOperations(ground, network).register(ops);
    var making = new ImageMakingOperations(ground, machines);
    making.register(ops);
    new ImageCopyOperations(ground, making).register(ops);
    new ImageRegistrationOperations(ground).register(ops);
    profiles.register(ops);
    new InstanceOutages(ground, network, runner).open();
    runner.open();
  }
}
