package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the eye would have to catch otherwise. Tightened over time, never loosened. */
final class TidinessTest {
  private static final int MOST_LINES = 400;
  private static final Set<String> NOT_OURS = Set.of("target", ".git", "node_modules");

  @Test
  void sourceFilesStayShort() throws IOException {
    var tooLong = new TreeMap<String, Long>();
    for (Path file : files(".java")) {
      if (file.toString().contains("src/main/")) {
        long lines = Files.readAllLines(file).size();
        if (lines > MOST_LINES) {
          tooLong.put(Repository.root().relativize(file).toString(), lines);
        }
      }
    }
    assertThat(tooLong).as("files of more than %d lines want to be two", MOST_LINES).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    var silent = new ArrayList<Path>();
    for (Path file : files(".java")) {
      if (file.toString().contains("src/main/java")
          && !Files.exists(file.resolveSibling("package-info.java"))
          && !silent.contains(file.getParent())) {
        silent.add(file.getParent());
      }
    }
    assertThat(silent).as("packages without a package-info.java").isEmpty();
  }

  @Test
  void testsDoNotSleep() throws IOException {
    var sleepers = new ArrayList<Path>();
    String call = "Thread." + "sleep(";
    for (Path file : files(".java")) {
      if (file.toString().contains("src/test") && Files.readString(file).contains(call)) {
        sleepers.add(Repository.root().relativize(file));
      }
    }
    assertThat(sleepers).as("move the clock instead").isEmpty();
  }

  private static List<Path> files(String suffix) throws IOException {
    var found = new ArrayList<Path>();
    Files.walkFileTree(
        Repository.root(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return NOT_OURS.contains(String.valueOf(directory.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(suffix)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }
}
