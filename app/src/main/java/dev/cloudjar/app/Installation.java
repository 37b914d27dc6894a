package dev.cloudjar.app;

import java.nio.file.Path;

/**
 * Where Cloudjar keeps its files on this machine.
 *
 * @param home the folder above all of them: {@code CLOUDJAR_HOME}, else {@code .cloudjar} in the
 *     user's home
 */
record Installation(Path home) {

  static Installation ofThisUser() {
    String chosen = System.getenv("CLOUDJAR_HOME");
    Path home =
        chosen == null || chosen.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cloudjar")
            : Path.of(chosen);
    return new Installation(home.toAbsolutePath().normalize());
  }

  /** Where a cloud keeps its state unless told otherwise. */
  Path data() {
    return home.resolve("data");
  }

  /** Where running clouds say how they are reached. */
  Path runs() {
    return home.resolve("run");
  }

  /** Where hardware tokens keep their seeds, which no cloud reads. */
  Path tokens() {
    return home.resolve("tokens");
  }

  /** What the cloud on {@code port} has to say. */
  Path log(int port) {
    return home.resolve("log").resolve("cloudjar-" + port + ".log");
  }

  /** Scripts that are run once a cloud is ready, in the order of their names. */
  Path readyScripts() {
    return home.resolve("init").resolve("ready.d");
  }
}
