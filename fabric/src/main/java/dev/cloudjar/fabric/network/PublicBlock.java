package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.kernel.Command;
import dev.cloudjar.fabric.kernel.Installation;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The part of 198.18.0.0/15 that an installation has taken. It keeps it in its directory; who has
 * which is written below {@code /run}, where all installations of this machine look.
 */
final class PublicBlock {
  private static final Ipv4Block ALL = Ipv4Block.of("198.18.0.0/15");
  private static final int PREFIX_LENGTH = 20;
  private static final int BLOCKS = 1 << (PREFIX_LENGTH - 15);
  private static final int HEXADECIMAL = 16;
  private static final Path CLAIMS = Path.of("/run/cloudjar/public-blocks");
  private static final Path DEVICES = Path.of("/sys/class/net");

  private final Installation installation;

  private PublicBlock(Installation installation) {
    this.installation = installation;
  }

  /** The device of this machine that leads to an installation's public addresses. */
  static String device(String id) {
    return "cj" + id;
  }

  /**
   * Takes a block, always the same one.
   *
   * @throws IOException where somebody else has taken it meanwhile, or there is none left
   */
  static Ipv4Block claim(Installation installation) throws IOException {
    return locked(() -> new PublicBlock(installation).claim());
  }

  private Ipv4Block claim() throws IOException {
    List<Ipv4Block> used = routed();
    Path kept = kept(installation);
    if (Files.exists(kept)) {
      Ipv4Block block = Ipv4Block.of(Files.readString(kept).strip());
      if (!free(block, used)) {
        throw new IOException(
            "%s, which %s has its public addresses from, is used by something else"
                .formatted(block, installation.directory()));
      }
      write(block);
      return block;
    }
    int first = Integer.parseUnsignedInt(installation.id(), HEXADECIMAL);
    for (int count = 0; count < BLOCKS; count++) {
      int index = Math.floorMod(first + count, BLOCKS);
      int size = 1 << (32 - PREFIX_LENGTH);
      Ipv4Block block = new Ipv4Block(ALL.first().plus(index * size), PREFIX_LENGTH);
      if (free(block, used)) {
        write(block);
        Files.writeString(kept, block + "\n");
        return block;
      }
    }
    throw new IOException("all of " + ALL + " is used by something else");
  }

  private void write(Ipv4Block block) throws IOException {
    Files.writeString(claimOf(block), installation.id() + "\n" + installation.directory() + "\n");
  }

  private boolean free(Ipv4Block block, List<Ipv4Block> used) throws IOException {
    Path claim = claimOf(block);
    if (Files.exists(claim)) {
      List<String> lines = Files.readAllLines(claim);
      if (lines.size() == 2 && !lines.getFirst().equals(installation.id())) {
        boolean alive =
            Files.exists(kept(new Installation(Path.of(lines.get(1)), lines.getFirst())))
                || Files.exists(DEVICES.resolve(device(lines.getFirst())));
        if (alive) {
          return false;
        }
      }
    }
    return used.stream().noneMatch(block::overlaps);
  }

  /** What this machine's routes lead to elsewhere. */
  private List<Ipv4Block> routed() throws IOException {
    String own = device(installation.id());
    return Command.of("ip", "-4", "-o", "route", "show", "table", "all")
        .run()
        .lines()
        .filter(line -> !List.of(line.split(" ", -1)).contains(own))
        .flatMap(line -> Stream.of(line.split("[^0-9./]+", -1)))
        .filter(word -> word.matches("[0-9]+(\\.[0-9]+){3}(/[0-9]+)?"))
        .map(word -> Ipv4Block.ofAny(word.contains("/") ? word : word + "/32"))
        .filter(ALL::contains)
        .toList();
  }

  private static Path claimOf(Ipv4Block block) {
    return CLAIMS.resolve(block.first().toString());
  }

  private static Path kept(Installation installation) {
    return installation.directory().resolve("public-block");
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private static synchronized <T> T locked(Work<T> work) throws IOException {
    Files.createDirectories(CLAIMS);
    try (FileChannel file =
            FileChannel.open(
                CLAIMS.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      if (!lock.isValid()) {
        throw new IOException("can't lock " + CLAIMS);
      }
      return work.run();
    }
  }
}
