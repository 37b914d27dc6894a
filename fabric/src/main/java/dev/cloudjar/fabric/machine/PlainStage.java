package dev.cloudjar.fabric.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Trees that nothing lays over each other: what is below is copied into them. */
final class PlainStage implements DiskStore.Stage {

  @Override
  public void upper(Path upper, List<Path> layers) throws IOException {
    for (Path layer : layers.reversed()) {
      Trees.copyInto(layer, upper);
    }
  }

  @Override
  public boolean uses(String disk) {
    // Nothing is lost to a process whose home goes.
    return false;
  }

  @Override
  public AutoCloseable still(String disk) {
    return () -> {};
  }
}
