package dev.cloudjar.fabric;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** The machines of an installation. They outlive the process that has started them. */
public interface Machines {

  /**
   * Starts a machine in the network stack of the host of its name, and returns when its first
   * process runs.
   *
   * @throws IOException where this machine refuses, or one of the name runs
   */
  void start(MachinePlan plan) throws IOException;

  /**
   * Asks a machine to shut down, and kills it when it takes longer than it may.
   *
   * @param grace zero to kill it at once
   */
  void stop(String machine, Duration grace) throws IOException;

  /** Attaches a disk to a machine that runs; one that is attached as that already stays. */
  void attach(String machine, MachinePlan.Attachment attachment) throws IOException;

  /** Has a disk that is attached to a machine that runs be as fast as is said now. */
  void adjust(String machine, MachinePlan.Attachment attachment) throws IOException;

  /** Detaches a disk from a machine that runs; one that isn't attached is no mistake. */
  void detach(String machine, MachinePlan.Attachment attachment) throws IOException;

  /** The names of those that run, also those from before a restart. */
  Set<String> running();

  /**
   * Has somebody told, within a second, of each machine that has ended, whoever ended it; also of
   * those that ended while nobody looked, as far as their names are known.
   */
  void onEnd(Consumer<String> listener);

  /** The last 64 KiB that a machine has written to its console, also after its end. */
  byte[] console(String machine) throws IOException;
}
