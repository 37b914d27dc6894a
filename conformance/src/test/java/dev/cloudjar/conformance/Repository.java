package dev.cloudjar.conformance;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are in the tree that is tested. */
final class Repository {

  private Repository() {}

  /** The top folder. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("cloudjar")) || !Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException(
            "not inside of the repository: " + Path.of("").toAbsolutePath());
      }
    }
    return folder;
  }

  /** The jar that the build has made. */
  static Path jar() {
    Path jar = root().resolve("app/target/cloudjar.jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(
          "The jar is not built. Run: ./mvnw verify (or: ./mvnw package -DskipTests)");
    }
    return jar;
  }
}
