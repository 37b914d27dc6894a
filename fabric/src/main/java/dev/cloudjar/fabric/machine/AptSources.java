package dev.cloudjar.fabric.machine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where this machine gets its own packages from, in both ways of writing that down. */
final class AptSources {
  private record Source(String uri, List<String> suites) {}

  private AptSources() {}

  /** The mirror of a suite, where this machine has one; debootstrap knows one otherwise. */
  static Optional<String> mirror(Path etcApt, String suite) throws IOException {
    List<Source> debian =
        sources(etcApt).stream()
            .filter(source -> source.uri().matches("https?://.*/debian/?"))
            .toList();
    return debian.stream()
        .filter(source -> source.suites().contains(suite))
        .findFirst()
        .or(() -> debian.stream().findFirst())
        .map(Source::uri);
  }

  private static List<Source> sources(Path etcApt) throws IOException {
    var files = new ArrayList<Path>();
    files.add(etcApt.resolve("sources.list"));
    Path more = etcApt.resolve("sources.list.d");
    if (Files.isDirectory(more)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(more, "*.{list,sources}")) {
        entries.forEach(files::add);
      }
    }
    var sources = new ArrayList<Source>();
    for (Path file : files) {
      if (Files.isReadable(file)) {
        String text = Files.readString(file);
        sources.addAll(file.toString().endsWith(".list") ? lines(text) : paragraphs(text));
      }
    }
    return sources;
  }

  private static List<Source> lines(String text) {
    var sources = new ArrayList<Source>();
    for (String line : text.lines().toList()) {
      List<String> words = words(line.replaceAll("#.*", "").replaceAll("\\[[^]]*]", " "));
      if (words.size() > 2 && words.getFirst().equals("deb")) {
        sources.add(new Source(words.get(1), List.of(words.get(2))));
      }
    }
    return sources;
  }

  private static List<Source> paragraphs(String text) {
    var sources = new ArrayList<Source>();
    for (String paragraph : text.replaceAll("(?m)^#.*\\R?", "").split("\\R\\s*\\R", -1)) {
      Map<String, String> fields = new TreeMap<>();
      for (String line : paragraph.lines().toList()) {
        int colon = line.indexOf(':');
        if (colon > 0 && !Character.isWhitespace(line.charAt(0))) {
          fields.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1));
        }
      }
      if (words(fields.getOrDefault("types", "")).contains("deb")
          && !fields.getOrDefault("enabled", "yes").strip().equals("no")) {
        for (String uri : words(fields.getOrDefault("uris", ""))) {
          sources.add(new Source(uri, words(fields.getOrDefault("suites", ""))));
        }
      }
    }
    return sources;
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
