package dev.cloudjar.conformance;

import dev.cloudjar.junit.Behaviour;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What clients that others wrote say of buckets besides their objects, against the built jar. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT) // Terraform mostly waits, by its provider's own timers
final class BucketStoriesTest {
  private Path folder;
  private CloudProcess cloud;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    cloud = CloudProcess.start(folder);
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  /**
   * The provider puts the account before the host of the control plane. No name server need know
   * that name, as the cloud takes what is sent by a proxy.
   */
  @Test
  @Behaviour({"S3-BPA-02", "S3-LOCK-01", "S3-PERF-04"})
  void terraform() throws IOException, InterruptedException {
    new Terraform(folder, "s3", cloud.endpoint())
        .with("TF_VAR_control_endpoint", "http://localhost:" + cloud.port())
        .with("HTTP_PROXY", cloud.endpoint().toString())
        .tellStory();
  }
}
