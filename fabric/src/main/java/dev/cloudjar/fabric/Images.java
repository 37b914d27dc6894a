package dev.cloudjar.fabric;

import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;

/** What machines boot from. Images are shared by the installations of a user. */
public interface Images {

  /**
   * Makes sure that there is an image of a distribution, which takes a minute the first time and
   * needs its packages.
   *
   * @param name such as {@code debian-12}
   * @param progress told what is being done
   */
  void prepare(String name, Consumer<String> progress) throws IOException;

  Set<String> present() throws IOException;

  void remove(String name) throws IOException;
}
