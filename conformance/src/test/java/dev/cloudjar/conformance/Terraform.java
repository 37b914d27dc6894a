package dev.cloudjar.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Has Terraform make what a project says, find nothing to change, and take it away again. */
final class Terraform {
  private final Path folder;
  private final Path project;
  private final Map<String, String> environment;

  /**
   * @param folder for files of the test
   * @param story the name of what the project says, beside what all projects have in common
   */
  Terraform(Path folder, String story, URI endpoint) throws IOException {
    this.folder = folder;
    project = Files.createDirectories(folder.resolve("terraform-" + story));
    copy("provider.tf");
    copy(story + ".tf");
    environment = new HashMap<>(Program.environment(endpoint));
    environment.put("TF_VAR_endpoint", endpoint.toString());
    environment.put("TF_IN_AUTOMATION", "1");
    // Its provider is large and lives for seconds: to collect its garbage takes a third of them.
    environment.put("GOGC", "400");
    Optional<Path> mirror = providers();
    if (mirror.isPresent()) {
      Path configuration = project.resolve("terraform.rc");
      Files.writeString(
          configuration,
          "provider_installation {\n  filesystem_mirror {\n    path = \"%s\"\n  }\n}\n"
              .formatted(mirror.get()));
      environment.put("TF_CLI_CONFIG_FILE", configuration.toString());
    }
  }

  private void copy(String file) throws IOException {
    try (InputStream in = Terraform.class.getResourceAsStream("/stories/" + file)) {
      Files.copy(in, project.resolve(file));
    }
  }

  /** Tells the project or its provider something more. */
  Terraform with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  void tellStory() throws IOException, InterruptedException {
    Program.needs(folder, "Terraform's story", "terraform", "version");
    Program.Outcome init =
        Program.run(
            project, environment, List.of("terraform", "init", "-input=false", "-no-color"));
    if (init.exitCode() != 0) {
      System.err.println(
          "SKIPPED: Terraform has no AWS provider here, so its story is not proven.\n"
              + init.output());
    }
    Assumptions.assumeTrue(init.exitCode() == 0, "needs Terraform's AWS provider");

    run("apply", "-auto-approve");
    run("plan", "-detailed-exitcode"); // 0 says that there is nothing to change
    run("destroy", "-auto-approve", "-refresh=false"); // the plan has just looked
  }

  private void run(String verb, String... options) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("terraform", verb, "-input=false", "-no-color"));
    command.addAll(List.of(options));
    Program.run(project, environment, command).successful();
  }

  /** Where Terraform's AWS provider lies on this machine, if it does: nothing is fetched. */
  private static Optional<Path> providers() throws IOException {
    for (String parent : List.of("/opt", "/usr/share", "/usr/local/share")) {
      if (Files.isDirectory(Path.of(parent))) {
        try (Stream<Path> folders = Files.list(Path.of(parent))) {
          Optional<Path> found = folders.filter(Terraform::hasProvider).findFirst();
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean hasProvider(Path folder) {
    return Files.isDirectory(folder.resolve("registry.terraform.io/hashicorp/aws"));
  }
}
