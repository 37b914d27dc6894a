package dev.cloudjar.ec2;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.EagerRoom;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.ec2.capacity.PlacementGroupOperations;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.ground.ZoneOperations;
import dev.cloudjar.ec2.image.ImageOperations;
import dev.cloudjar.ec2.importing.ImportPart;
import dev.cloudjar.ec2.instance.InstancePart;
import dev.cloudjar.ec2.instance.VpcInstanceNetwork;
import dev.cloudjar.ec2.keypair.KeyPairOperations;
import dev.cloudjar.ec2.template.LaunchTemplateOperations;
import dev.cloudjar.ec2.volume.VolumePart;
import dev.cloudjar.ec2.vpc.NetworkRoom;

/** Amazon EC2. */
public final class Ec2Room implements EagerRoom {

  @Override
  public void open(Operations operations, Cloud cloud) {
    Ground ground = Ground.of(cloud);
    NetworkRoom networks = new NetworkRoom(ground);
    Ec2Operations ops = new Ec2Operations(operations, ground, networks.defaults()::ensure);
    new TagOperations(ground).register(ops);
    new ZoneOperations(ground, networks.defaults()::vpcIdOrNone).register(ops);
    new KeyPairOperations(ground).register(ops);
    new ImageOperations(ground).register(ops);
    networks.open(ops);
    VolumePart.open(ground, ops);
    new LaunchTemplateOperations(ground).register(ops);
    new PlacementGroupOperations(ground).register(ops);
    ImportPart.open(ground, ops);
    InstancePart.open(ground, ops, new VpcInstanceNetwork(ground, networks.interfaces()));
  }
}
