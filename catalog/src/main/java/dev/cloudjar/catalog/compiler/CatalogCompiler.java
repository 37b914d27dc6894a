package dev.cloudjar.catalog.compiler;

import dev.cloudjar.catalog.CatalogInput;
import dev.cloudjar.catalog.CatalogOutput;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.catalog.ServiceSummary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Compiles the catalog: one resource for each service, and an index.
 *
 * <p>Arguments: the folder of patches, that of what operations need, that of the condition keys of
 * actions, the folder of classes, and whatever else the result depends on, such as the pinned
 * versions. Nothing is done when all of these are what they were the last time.
 */
public final class CatalogCompiler {
  private final Path patches;
  private final Path authorisations;
  private final ConditionKeys conditionKeys;
  private final Path target;

  private CatalogCompiler(
      Path patches, Path authorisations, ConditionKeys conditionKeys, Path target) {
    this.patches = patches;
    this.authorisations = authorisations;
    this.conditionKeys = conditionKeys;
    this.target = target;
  }

  public static void main(String[] arguments) throws IOException {
    Path patches = Path.of(arguments[0]);
    Path authorisations = Path.of(arguments[1]);
    Path conditionKeys = Path.of(arguments[2]);
    Path classes = Path.of(arguments[3]);
    Path target = classes.resolve("dev/cloudjar/catalog");
    Path stampFile = classes.resolveSibling("catalog.stamp");
    String stamp =
        stamp(List.of(patches, authorisations, conditionKeys, target), List.of(arguments));
    if (Files.exists(target.resolve("index.bin"))
        && Files.exists(stampFile)
        && Files.readString(stampFile).equals(stamp)) {
      return;
    }
    Files.createDirectories(target);
    new CatalogCompiler(patches, authorisations, new ConditionKeys(conditionKeys), target)
        .compile();
    Files.writeString(stampFile, stamp);
  }

  private void compile() throws IOException {
    Properties models = new Properties();
    try (Reader reader = Files.newBufferedReader(patches.resolve("services.properties"))) {
      models.load(reader);
    }
    List<ServiceSummary> summaries = new ArrayList<>();
    for (String name : new TreeMap<>(models).keySet().stream().map(Object::toString).toList()) {
      String model = models.getProperty(name);
      ServiceAssembly assembly =
          new ServiceAssembly(
              name,
              SdkArtifact.of(name),
              model.isEmpty() ? ApiModel.empty() : ApiModel.read(model),
              Patch.read(patches.resolve("newer"), name),
              Patch.read(patches, name),
              authorisations,
              conditionKeys);
      summaries.add(assembly.summary());
      write(assembly.service());
    }
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    CatalogOutput.writeIndex(summaries, index);
    Files.write(target.resolve("index.bin"), index.toByteArray());
  }

  private void write(ServiceModel service) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CatalogOutput.writeService(service, bytes);
    ServiceModel again = CatalogInput.readService(new ByteArrayInputStream(bytes.toByteArray()));
    if (!again.equals(service)) {
      throw new IllegalStateException(service.name() + " is not read as it was written");
    }
    Files.write(target.resolve(service.name() + ".bin"), bytes.toByteArray());
  }

  /** A digest over everything that the result depends on. */
  private static String stamp(List<Path> folders, List<String> arguments) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String argument : arguments) {
        digest.update(argument.getBytes(StandardCharsets.UTF_8));
      }
      for (Path file : inputs(folders)) {
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> inputs(List<Path> folders) throws IOException {
    List<Path> inputs = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        files
            .filter(Files::isRegularFile)
            .filter(f -> !f.toString().endsWith(".bin"))
            .forEach(inputs::add);
      }
    }
    return inputs.stream().sorted().toList();
  }
}
