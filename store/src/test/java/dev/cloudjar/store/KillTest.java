package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process may be killed at any moment: what it acknowledged is there, and all is of a piece. */
@Timeout(120)
class KillTest {
  @TempDir Path directory;

  @Test
  void losesNothingThatWasAcknowledged() throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    long[] acknowledged = new long[Victim.CLIENTS];
    for (int cycle = 0; cycle < 6; cycle++) {
      Durability durability = cycle % 2 == 0 ? Durability.SYNC : Durability.OS;
      run(durability, 1 + random.nextInt(200), acknowledged);
      check(durability, acknowledged, "seed " + seed + ", cycle " + cycle);
    }
  }

  @Test
  void namesTheProcessThatHasTheDirectory() throws Exception {
    Process victim = start(Durability.OS);
    try (BufferedReader said = victim.inputReader()) {
      assertThat(said.readLine()).isNotNull();
      assertThatThrownBy(() -> Store.open(directory, Durability.OS, Native.DIRECTORY))
          .isInstanceOf(DirectoryInUseException.class)
          .hasMessageContaining("process " + victim.pid());
    } finally {
      victim.destroyForcibly().waitFor();
    }
    Store.open(directory, Durability.OS, Native.DIRECTORY).close();
  }

  private void run(Durability durability, int acknowledgements, long[] acknowledged)
      throws Exception {
    Process victim = start(durability);
    try (BufferedReader said = victim.inputReader()) {
      int count = 0;
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        String[] words = line.split(" ", -1);
        acknowledged[Integer.parseInt(words[0])] = Long.parseLong(words[1]);
        if (++count == acknowledgements) {
          // Not by the Process, which would close its end of the pipe too.
          victim.toHandle().destroyForcibly();
        }
      }
      assertThat(count).isGreaterThanOrEqualTo(acknowledgements);
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }

  private Process start(Durability durability) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            directory.toString(),
            durability.name(),
            Native.DIRECTORY.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private void check(Durability durability, long[] acknowledged, String description)
      throws IOException {
    long large = 0;
    try (Store store = Store.open(directory, durability, Native.DIRECTORY)) {
      assertThat(directory.resolve("blobs/incoming")).as(description).isEmptyDirectory();
      for (int client = 0; client < Victim.CLIENTS; client++) {
        long count = Victim.count(store, client);
        assertThat(count).as(description).isBetween(acknowledged[client], acknowledged[client] + 1);
        for (Victim.Note note : notes(store, client)) {
          if (note.blob() != null) {
            assertThat(note.number()).isGreaterThan(count - Victim.KEPT_BLOBS);
            assertHolds(store, note, description);
            large += Slot.of(new BlobId(note.blob())).isEmpty() ? 1 : 0;
          }
        }
        acknowledged[client] = count;
      }
    }
    try (Stream<Path> files = Files.walk(directory.resolve("blobs"))) {
      assertThat(
              files
                  .filter(Files::isRegularFile)
                  .filter(file -> !file.startsWith(directory.resolve("blobs/slabs")))
                  .count())
          .as(description)
          .isEqualTo(large);
    }
  }

  private static List<Victim.Note> notes(Store store, long client) {
    long count = Victim.count(store, client);
    return store
        .rows()
        .read(
            snapshot -> {
              Stream.Builder<Victim.Note> notes = Stream.builder();
              KeyRange range = Victim.NOTES.startingWith(out -> out.number(client));
              long expected = 0;
              try (Rows<Victim.Key, Victim.Note> rows = Victim.NOTES.scan(snapshot, range)) {
                while (rows.next()) {
                  assertThat(rows.key()).isEqualTo(new Victim.Key(client, ++expected));
                  assertThat(rows.value().number()).isEqualTo(expected);
                  notes.add(rows.value());
                }
              }
              assertThat(expected).isEqualTo(count);
              return notes.build().toList();
            });
  }

  private static void assertHolds(Store store, Victim.Note note, String description)
      throws IOException {
    ByteBuffer expected = Victim.content(note.number());
    try (Blob blob = store.blobs().open(new BlobId(note.blob()))) {
      assertThat(blob.sizeBytes()).as(description).isEqualTo(expected.remaining());
      ByteBuffer found = ByteBuffer.allocate(expected.remaining());
      while (found.hasRemaining() && blob.read(found, found.position()) >= 0) {
        // Read on.
      }
      assertThat(found.flip()).as(description).isEqualTo(expected);
    }
  }
}
