package dev.cloudjar.ec2;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Room;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.instance.InstanceConnectOperations;

/** EC2 Instance Connect: a service of its own over EC2's instances. */
public final class Ec2InstanceConnectRoom implements Room {

  @Override
  public void open(Operations operations, Cloud cloud) {
    new InstanceConnectOperations(Ground.beside(cloud)).register(operations);
  }
}
