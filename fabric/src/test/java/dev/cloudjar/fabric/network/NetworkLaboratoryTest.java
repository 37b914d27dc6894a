package dev.cloudjar.fabric.network;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Has a laboratory for each test, where the kernel gives one. */
abstract class NetworkLaboratoryTest {
  @TempDir Path directory;
  Laboratory laboratory;

  @BeforeEach
  void open() throws IOException {
    laboratory = Laboratory.open(directory);
  }

  @AfterEach
  void close() throws IOException {
    if (laboratory != null) {
      laboratory.close();
    }
  }
}
