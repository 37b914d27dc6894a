package dev.cloudjar.s3;

import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The zones of a test's cloud, and what befalls them. */
final class TestZones {
  private final TestCloud cloud;

  TestZones(TestCloud cloud) {
    this.cloud = cloud;
  }

  List<Path> all() {
    return cloud.zones();
  }

  void destroyAllBut(int spared) {
    for (int zone = 0; zone < all().size(); zone++) {
      if (zone != spared) {
        destroy(all().get(zone));
      }
    }
  }

  /** Has all copies looked at; what the page says of them. */
  String scrub() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(cloud.endpoint() + "/_cloudjar/zones"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"scrub\": true}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  /** The files of copies that are not empty: empty ones wait to be written; none of a lost zone. */
  static List<Path> copies(Path zone) {
    if (!Files.exists(zone)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(zone)) {
      return files
          .filter(file -> file.toString().contains("copies"))
          .filter(file -> Files.isRegularFile(file) && file.toFile().length() > 0)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void rot(Path zone) {
    for (Path file : copies(zone)) {
      try {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 3] ^= 1;
        Files.write(file, bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static void destroy(Path zone) {
    try (Stream<Path> files = Files.walk(zone)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
