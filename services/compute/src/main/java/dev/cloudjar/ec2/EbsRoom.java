package dev.cloudjar.ec2;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Room;
import dev.cloudjar.ec2.block.BlockReadOperations;
import dev.cloudjar.ec2.block.BlockWriteOperations;
import dev.cloudjar.ec2.ground.Ground;

/** The EBS direct APIs: a service of its own over EC2's snapshots. */
public final class EbsRoom implements Room {

  @Override
  public void open(Operations operations, Cloud cloud) {
    Ground ground = Ground.beside(cloud);
    new BlockReadOperations(ground).register(operations);
    new BlockWriteOperations(ground).register(operations);
  }
}
