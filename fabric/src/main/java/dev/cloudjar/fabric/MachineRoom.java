package dev.cloudjar.fabric;

import java.io.IOException;
import java.util.List;

/** The networks, machines, disks and images of one installation. */
public interface MachineRoom extends AutoCloseable {

  /** What this machine can do, tried out when the machine room was opened. */
  List<Capability> capabilities();

  Networks networks();

  Machines machines();

  Disks disks();

  Images images();

  /**
   * Takes away all networks, machines and disks, and what was left behind by a crash; images stay.
   */
  void clear() throws IOException;

  /** Lets go of everything; machines go on running, and are found again by the next that opens. */
  @Override
  void close();
}
