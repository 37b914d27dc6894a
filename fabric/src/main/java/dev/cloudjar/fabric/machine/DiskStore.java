package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.Disks;
import dev.cloudjar.fabric.SparseBlocks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The disks of an installation. Each is a directory that gets its name when it is whole. What trees
 * have of a snapshot is a layer that they share with it, and the last of them takes it away.
 *
 * <pre>
 * disks/NAME/layers       a tree's layers, the uppermost first: names below layers/, then an image
 * disks/NAME/upper, work  what was written to a tree; a snapshot has none
 * disks/NAME/blocks       a disk of blocks
 * disks/NAME/snapshot     there in snapshots
 * layers/ID/files         what was written to a tree when it was snapshotted
 * layers/ID/users/NAME    a tree or snapshot that has the layer
 * </pre>
 */
final class DiskStore implements Disks {
  private static final String BLOCKS = "blocks";
  private static final String LAYERS = "layers";
  private static final String UPPER = "upper";
  private static final String SNAPSHOT = "snapshot";
  private static final String IMAGE = "image:";
  private static final String UNFINISHED = ".new-";

  private final Path disks;
  private final Path layers;
  private final ImageCache images;
  private final Stage stage;

  /** What is different where the kernel lays trees over each other. */
  interface Stage {
    /** Makes an empty directory be what is written to a tree over its layers. */
    void upper(Path directory, List<Path> layers) throws IOException;

    /** Whether a machine that runs has a disk. */
    boolean uses(String disk) throws IOException;

    /** Has a disk hold still while it is copied. */
    AutoCloseable still(String disk) throws IOException;
  }

  DiskStore(Path directory, ImageCache images, Stage stage) throws IOException {
    this.disks = Files.createDirectories(directory.resolve("disks"));
    this.layers = Files.createDirectories(directory.resolve("layers"));
    this.images = images;
    this.stage = stage;
    for (Path place : List.of(disks, layers)) {
      removeUnfinished(place);
    }
  }

  private static void removeUnfinished(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return;
    }
    try (var entries = Files.newDirectoryStream(place, ".*")) {
      for (Path entry : entries) {
        Trees.remove(entry);
      }
    }
  }

  /**
   * What a machine boots from.
   *
   * @param layers the uppermost first
   */
  record Tree(List<Path> layers, Path upper, Path work) {}

  Tree tree(String disk) throws IOException {
    Path directory = existing(disk);
    if (!Files.isDirectory(directory.resolve(UPPER))) {
      throw new IOException("a machine doesn't boot from %s: it is no tree".formatted(disk));
    }
    return new Tree(
        paths(Files.readAllLines(directory.resolve(LAYERS))),
        directory.resolve(UPPER),
        directory.resolve("work"));
  }

  private List<Path> paths(List<String> names) throws IOException {
    var paths = new ArrayList<Path>();
    for (String layer : names) {
      paths.add(
          layer.startsWith(IMAGE)
              ? images.path(layer.substring(IMAGE.length()))
              : layers.resolve(layer).resolve("files"));
    }
    return paths;
  }

  /** The file of a disk of blocks that isn't a snapshot. */
  Path blocks(String disk) throws IOException {
    Path file = anyBlocks(disk);
    if (isSnapshot(disk)) {
      throw new IOException(disk + " is a snapshot");
    }
    return file;
  }

  /** Where the blocks of a disk are, whether or not there are any. */
  Path place(String disk) {
    return disks.resolve(Names.check(disk)).resolve(BLOCKS);
  }

  private Path existing(String name) throws NoSuchFileException {
    Path directory = disks.resolve(Names.check(name));
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(name, null, "there is no such disk");
    }
    return directory;
  }

  private boolean isSnapshot(String name) {
    return Files.exists(disks.resolve(name).resolve(SNAPSHOT));
  }

  private void requireNew(String name) throws FileAlreadyExistsException {
    if (Files.exists(disks.resolve(Names.check(name)))) {
      throw new FileAlreadyExistsException(name, null, "there is a disk of the name");
    }
  }

  private interface Maker {
    void make(Path directory) throws IOException;
  }

  private void put(String name, Maker maker) throws IOException {
    requireNew(name);
    Path directory = disks.resolve(name);
    Path aside = disks.resolve(UNFINISHED + name);
    Trees.remove(aside);
    Files.createDirectory(aside);
    try {
      maker.make(aside);
      Files.move(aside, directory);
    } finally {
      Trees.remove(aside);
    }
  }

  @Override
  public synchronized void createTree(String disk, String imageOrSnapshot) throws IOException {
    List<String> below;
    if (Files.exists(disks.resolve(Names.checkImage(imageOrSnapshot)))) {
      below = layersOf(imageOrSnapshot);
    } else {
      images.path(imageOrSnapshot);
      below = List.of(IMAGE + imageOrSnapshot);
    }
    put(
        disk,
        directory -> {
          stage.upper(Files.createDirectory(directory.resolve(UPPER)), paths(below));
          Files.createDirectory(directory.resolve("work"));
          use(disk, directory, below);
        });
  }

  private List<String> layersOf(String snapshot) throws IOException {
    Path list = existing(snapshot).resolve(LAYERS);
    if (!isSnapshot(snapshot) || !Files.exists(list)) {
      throw new IOException(snapshot + " is no snapshot of a tree");
    }
    return Files.readAllLines(list);
  }

  private void use(String disk, Path directory, List<String> below) throws IOException {
    for (String layer : below) {
      if (!layer.startsWith(IMAGE)) {
        Path user = layers.resolve(layer).resolve("users").resolve(disk);
        if (!Files.exists(user)) {
          Files.createFile(user);
        }
      }
    }
    Files.write(directory.resolve(LAYERS), below);
  }

  @Override
  public synchronized void createBlocks(String disk, long sizeBytes) throws IOException {
    put(disk, directory -> Blocks.create(directory.resolve(BLOCKS), sizeBytes));
  }

  @Override
  public synchronized void createBlocks(String disk, long sizeBytes, String snapshot)
      throws IOException {
    Path from = existing(snapshot).resolve(BLOCKS);
    if (!isSnapshot(snapshot) || !Files.exists(from)) {
      throw new IOException(snapshot + " is no snapshot of blocks");
    }
    if (sizeBytes < Files.size(from)) {
      throw new IOException(
          "%s has %d bytes, which don't fit into %d"
              .formatted(snapshot, Files.size(from), sizeBytes));
    }
    put(
        disk,
        directory -> {
          Blocks.copy(from, directory.resolve(BLOCKS));
          Blocks.grow(directory.resolve(BLOCKS), sizeBytes);
        });
  }

  @Override
  public synchronized void grow(String disk, long sizeBytes) throws IOException {
    Blocks.grow(blocks(disk), sizeBytes);
  }

  @Override
  public synchronized void snapshot(String disk, String snapshot) throws IOException {
    Path from = existing(disk);
    if (isSnapshot(disk)) {
      throw new IOException(disk + " is a snapshot itself");
    }
    if (Files.exists(from.resolve(BLOCKS))) {
      put(
          snapshot,
          directory -> {
            copyStill(disk, () -> Blocks.copy(from.resolve(BLOCKS), directory.resolve(BLOCKS)));
            Files.createFile(directory.resolve(SNAPSHOT));
          });
      return;
    }
    Path layer = newLayer(snapshot);
    copyStill(disk, () -> Trees.copy(from.resolve(UPPER), layer.resolve("files")));
    put(snapshot, layer, Files.readAllLines(from.resolve(LAYERS)));
  }

  @Override
  public long readTree(String snapshot, InputStream archive) throws IOException {
    Path layer = newLayer(snapshot);
    try {
      long sizeBytes = Archive.read(archive, layer.resolve("files"));
      synchronized (this) {
        put(snapshot, layer, List.of());
      }
      return sizeBytes;
    } finally {
      Trees.remove(layer);
    }
  }

  /** A layer that has no name yet, with a place for its files. */
  private Path newLayer(String snapshot) throws IOException {
    requireNew(snapshot);
    String layer = UUID.randomUUID().toString().substring(0, 13);
    Path aside = Files.createDirectory(layers.resolve(UNFINISHED + layer));
    Files.createDirectory(aside.resolve("users"));
    return aside;
  }

  /** Makes a snapshot of a new layer over others. */
  private void put(String snapshot, Path newLayer, List<String> below) throws IOException {
    String layer = newLayer.getFileName().toString().substring(UNFINISHED.length());
    var all = new ArrayList<String>(List.of(layer));
    all.addAll(below);
    put(
        snapshot,
        directory -> {
          Files.move(newLayer, layers.resolve(layer));
          use(snapshot, directory, all);
          Files.createFile(directory.resolve(SNAPSHOT));
        });
  }

  @Override
  public synchronized void seal(String disk) throws IOException {
    Path file = anyBlocks(disk);
    if (isSnapshot(disk)) {
      return;
    }
    try (FileChannel blocks = FileChannel.open(file, StandardOpenOption.WRITE)) {
      blocks.force(true);
    }
    Files.createFile(file.resolveSibling(SNAPSHOT));
  }

  @Override
  public synchronized void copy(String snapshot, String copy) throws IOException {
    Path from = existing(snapshot);
    if (!isSnapshot(snapshot)) {
      throw new IOException(snapshot + " is no snapshot");
    }
    put(
        copy,
        directory -> {
          if (Files.exists(from.resolve(BLOCKS))) {
            // Nobody writes to snapshots.
            Files.createLink(directory.resolve(BLOCKS), from.resolve(BLOCKS));
          } else {
            use(copy, directory, layersOf(snapshot));
          }
          Files.createFile(directory.resolve(SNAPSHOT));
        });
  }

  private interface Copy {
    void run() throws IOException;
  }

  private void copyStill(String disk, Copy copy) throws IOException {
    try (AutoCloseable _ = stage.still(disk)) {
      copy.run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  @Override
  public FileChannel open(String diskOrSnapshot) throws IOException {
    Path file = anyBlocks(diskOrSnapshot);
    return isSnapshot(diskOrSnapshot)
        ? FileChannel.open(file, StandardOpenOption.READ)
        : FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public SparseBlocks openSparse(String diskOrSnapshot) throws IOException {
    return SparseFile.open(anyBlocks(diskOrSnapshot));
  }

  private Path anyBlocks(String diskOrSnapshot) throws IOException {
    Path file = existing(diskOrSnapshot).resolve(BLOCKS);
    if (!Files.exists(file)) {
      throw new IOException(diskOrSnapshot + " has no blocks");
    }
    return file;
  }

  @Override
  public synchronized void remove(String diskOrSnapshot) throws IOException {
    Path directory = disks.resolve(Names.check(diskOrSnapshot));
    if (!Files.exists(directory)) {
      return;
    }
    Path list = directory.resolve(LAYERS);
    List<String> had = Files.exists(list) ? Files.readAllLines(list) : List.of();
    if (stage.uses(diskOrSnapshot)) {
      throw new IOException("a machine uses the disk " + diskOrSnapshot);
    }
    Path aside = disks.resolve(".old-" + diskOrSnapshot);
    Trees.remove(aside);
    Files.move(directory, aside);
    Trees.remove(aside);
    for (String layer : had) {
      if (!layer.startsWith(IMAGE)) {
        leave(layers.resolve(layer), diskOrSnapshot);
      }
    }
  }

  private static void leave(Path layer, String user) throws IOException {
    Path users = layer.resolve("users");
    Files.deleteIfExists(users.resolve(user));
    if (Trees.names(users).isEmpty()) {
      Trees.remove(layer);
    }
  }

  @Override
  public Set<String> present() throws IOException {
    return Trees.names(disks);
  }

  /** Takes everything away. */
  synchronized void clear() throws IOException {
    for (Path place : List.of(disks, layers)) {
      for (String name : Trees.names(place)) {
        Trees.remove(place.resolve(name));
      }
      removeUnfinished(place);
    }
  }
}
