package dev.cloudjar.cloud;

import dev.cloudjar.fabric.Capability;
import dev.cloudjar.fabric.Disks;
import dev.cloudjar.fabric.Images;
import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.fabric.Machines;
import dev.cloudjar.fabric.Networks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A machine room that is opened when it is first asked for something. */
public final class LazyMachineRoom implements MachineRoom {
  private final Optional<Path> kept;
  private final Opener opener;
  private @Nullable Path temporary;
  private @Nullable MachineRoom opened;
  private boolean closed;

  /** Opens a machine room over a directory of its own. */
  @FunctionalInterface
  public interface Opener {
    MachineRoom open(Path directory) throws IOException;
  }

  /**
   * A machine room to be opened.
   *
   * @param kept where it keeps what it has; empty for a directory that ends with it, as do all
   *     networks, machines and disks
   */
  public LazyMachineRoom(Optional<Path> kept, Opener opener) {
    this.kept = kept;
    this.opener = opener;
  }

  private synchronized MachineRoom room() {
    MachineRoom now = opened;
    if (now == null) {
      if (closed) {
        throw new IllegalStateException("the machine room is closed");
      }
      try {
        now = opener.open(directory());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      opened = now;
    }
    return now;
  }

  private Path directory() throws IOException {
    if (kept.isPresent()) {
      return Files.createDirectories(kept.get());
    }
    Path made = Files.createTempDirectory("cloudjar-machine-room-");
    temporary = made;
    return made;
  }

  @Override
  public List<Capability> capabilities() {
    return room().capabilities();
  }

  @Override
  public Networks networks() {
    return room().networks();
  }

  @Override
  public Machines machines() {
    return room().machines();
  }

  @Override
  public Disks disks() {
    return room().disks();
  }

  @Override
  public Images images() {
    return room().images();
  }

  /** Does nothing where there can be nothing. */
  @Override
  public synchronized void clear() throws IOException {
    if (opened != null || (kept.isPresent() && Files.exists(kept.get()))) {
      room().clear();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    MachineRoom last = opened;
    opened = null;
    if (last == null) {
      return;
    }
    try {
      if (temporary != null) {
        last.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      last.close();
      removeTemporary();
    }
  }

  private void removeTemporary() {
    Path directory = temporary;
    if (directory == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
