package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.RequiredActions.Origin;
import dev.cloudjar.cloud.Fidelity;
import dev.cloudjar.cloud.Rooms;
import dev.cloudjar.cloud.RoomsProvider;
import dev.cloudjar.gateway.CloudServer;
import dev.cloudjar.gateway.control.Coverage;
import dev.cloudjar.gateway.control.Coverage.OperationCoverage;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.BehaviourPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Writes {@code docs/coverage.md} from the tests and from what the rooms say of themselves. */
final class CoverageDocumentTest {

  @Test
  void coverageIsWrittenDown() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Coverage

            Written by the build; changes by hand are lost. An operation is *real* where it does what AWS does, *recorded*
            where what it is told is kept and given back but nothing acts on it, and *refused* everywhere else, with the
            code `NotImplemented`, status 501.

            """);
    behaviours(page, proofs());
    try (CloudServer server = server()) {
      operations(page, server.coverage());
      permissions(page, server.coverage());
    }
    Files.writeString(Repository.root().resolve("docs/coverage.md"), page);
    assertThat(page).contains("| SQS-01 |").contains("SendMessage");
  }

  private static CloudServer server() throws IOException {
    Rooms rooms = new Rooms();
    ServiceLoader.load(RoomsProvider.class).forEach(provider -> provider.addTo(rooms));
    return CloudServer.builder().rooms(rooms).ephemeral().port(0).start();
  }

  private static void behaviours(StringBuilder page, Map<String, Set<String>> proofs) {
    page.append("## Behaviours\n\n| behaviour | proven by |\n|---|---|\n");
    proofs.forEach(
        (id, tests) ->
            page.append("| ")
                .append(id)
                .append(" | ")
                .append(String.join("<br>", tests))
                .append(" |\n"));
    page.append('\n');
  }

  private static void operations(StringBuilder page, Coverage coverage) {
    page.append(
        "## Services\n\n| service | operations | real | recorded | refused |\n|---|---:|---:|---:|---:|\n");
    List<String> details = new ArrayList<>();
    for (String service : coverage.services()) {
      List<OperationCoverage> operations = coverage.operations(service);
      page.append(
          "| %s | %d | %d | %d | %d |%n"
              .formatted(
                  service,
                  operations.size(),
                  count(operations, Fidelity.REAL),
                  count(operations, Fidelity.RECORDED),
                  count(operations, Fidelity.UNSUPPORTED)));
      if (coverage.hasRoom(service)) {
        details.add(details(service, operations));
      }
    }
    details.forEach(page::append);
  }

  /** How it is known which IAM actions the operations of a service need. */
  private static void permissions(StringBuilder page, Coverage coverage) {
    page.append(
        """

        ## Permissions

        The IAM actions of operations: *named* where the action has the operation's name, *documented* where AWS
        documents others, *none* where none is needed, *unknown* where AWS's reference has no action.

        | service | named | documented | none | unknown |
        |---|---:|---:|---:|---:|
        """);
    Catalog catalog = Catalog.load();
    for (String service : coverage.services()) {
      Collection<OperationModel> operations = catalog.service(service).operations().values();
      page.append(
          "| %s | %s |%n"
              .formatted(
                  service,
                  Arrays.stream(Origin.values())
                      .map(origin -> Long.toString(count(operations, origin)))
                      .collect(Collectors.joining(" | "))));
    }
  }

  private static long count(Collection<OperationModel> operations, Origin origin) {
    return operations.stream().filter(each -> each.actions().origin() == origin).count();
  }

  private static String details(String service, List<OperationCoverage> operations) {
    StringBuilder section =
        new StringBuilder(
            "\n## "
                + service
                + "\n\n| operation | how real | why, and what is only recorded |\n|---|---|---|\n");
    for (OperationCoverage operation : operations) {
      String members =
          new TreeMap<>(operation.recordedMembers())
              .entrySet().stream()
                  .map(member -> "`" + member.getKey() + "`: " + member.getValue())
                  .collect(Collectors.joining("; "));
      String remarks =
          Stream.of(operation.reason(), members)
              .filter(text -> !text.isEmpty())
              .collect(Collectors.joining("; "));
      section.append(
          "| %s | %s | %s |%n"
              .formatted(
                  operation.name(), word(operation.fidelity()), remarks.replace("|", "\\|")));
    }
    return section.toString();
  }

  private static String word(Fidelity fidelity) {
    return switch (fidelity) {
      case REAL -> "real";
      case RECORDED -> "recorded";
      case UNSUPPORTED -> "refused";
    };
  }

  private static long count(List<OperationCoverage> operations, Fidelity fidelity) {
    return operations.stream().filter(operation -> operation.fidelity() == fidelity).count();
  }

  /** Every behaviour with the tests of all modules that say they prove it. */
  private static Map<String, Set<String>> proofs() throws IOException {
    List<Path> folders = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Repository.root(), 4)) {
      files
          .filter(file -> file.endsWith(Path.of("target", "test-classes")))
          .sorted()
          .forEach(folders::add);
    }
    Map<String, Set<String>> proofs = new TreeMap<>();
    JavaClasses tests = new ClassFileImporter().importPaths(folders);
    for (JavaClass test : tests) {
      note(proofs, test, test.getSimpleName());
      test.getMethods()
          .forEach(method -> note(proofs, method, test.getSimpleName() + "." + method.getName()));
    }
    return proofs;
  }

  private static void note(Map<String, Set<String>> proofs, HasAnnotations<?> tested, String name) {
    tested
        .tryGetAnnotationOfType(Behaviour.class)
        .ifPresent(ids -> note(proofs, ids.value(), name));
    tested
        .tryGetAnnotationOfType(BehaviourPart.class)
        .ifPresent(ids -> note(proofs, ids.value(), name + " (without " + ids.without() + ")"));
  }

  private static void note(Map<String, Set<String>> proofs, String[] ids, String test) {
    for (String id : ids) {
      proofs.computeIfAbsent(id, key -> new TreeSet<>()).add(test);
    }
  }
}
