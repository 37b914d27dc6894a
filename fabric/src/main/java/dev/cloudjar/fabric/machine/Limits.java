package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.MachinePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What holds a machine to its share of this one: control groups, of either version. */
interface Limits {

  /** What is said where there are none. */
  String detail();

  /**
   * Makes the groups of a machine.
   *
   * @return the directories of the groups that its first process has to join
   */
  List<Path> create(String machine, double processors, long memoryBytes) throws IOException;

  /** Lets a machine use a block device, or has it not. */
  void allow(String machine, String deviceNumbers, boolean allowed) throws IOException;

  /** Has a machine use a block device no faster than is said. */
  void slow(String machine, String deviceNumbers, MachinePlan.Speed speed) throws IOException;

  /** Has all that runs in a machine stand still, or go on. */
  void freeze(String machine, boolean frozen) throws IOException;

  /** Takes the groups of a machine away; what runs in them is killed. */
  void remove(String machine) throws IOException;

  /** Takes the groups of all machines away. */
  void clear() throws IOException;

  /** No limits at all. */
  record None(String detail) implements Limits {
    @Override
    public List<Path> create(String machine, double processors, long memoryBytes) {
      return List.of();
    }

    @Override
    public void allow(String machine, String deviceNumbers, boolean allowed) {
      // Whatever a machine has in its /dev was put there, and it can make no other.
    }

    @Override
    public void slow(String machine, String deviceNumbers, MachinePlan.Speed speed) {
      // It is as fast as this machine is.
    }

    @Override
    public void freeze(String machine, boolean frozen) {
      // It goes on, and a copy made meanwhile is as if it had lost power while it was made.
    }

    @Override
    public void remove(String machine) {
      // There are none.
    }

    @Override
    public void clear() {
      // There are none.
    }
  }
}
