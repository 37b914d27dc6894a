package dev.cloudjar.ec2.importing;

import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;

/** All of the room that is about imports. */
public final class ImportPart {
  private ImportPart() {}

  /** Registers the operations, and takes up the imports that were under way. */
  public static void open(Ground ground, Ec2Operations ops) {
    var sources = new ImportSourceOperations(ground);
    new ImportOperations(ground, sources, new ImportWork(ground, sources)).register(ops);
    new ImportTaskOperations(ground).register(ops);
  }
}
