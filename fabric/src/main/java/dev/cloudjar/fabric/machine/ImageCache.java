package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The images of a user: directories that nobody writes to once they have their names. One is made
 * aside, and gets its name when it is whole, so that whoever sees it sees all of it.
 */
final class ImageCache implements Images {
  private final Path directory;
  private final ImageMaker maker;

  /** Fills a directory, which isn't there yet, with a distribution. */
  interface ImageMaker {
    void make(Path tree, String name, Consumer<String> progress) throws IOException;
  }

  private ImageCache(Path directory, ImageMaker maker) {
    this.directory = directory;
    this.maker = maker;
  }

  static ImageCache ofPackages(Path directory) throws IOException {
    return new ImageCache(
        Files.createDirectories(directory).toRealPath(),
        (tree, name, progress) -> {
          Bootstrap.into(tree, Distribution.of(name), progress);
          Ownership.moveInside(tree);
        });
  }

  static ImageCache of(Path directory, ImageMaker maker) throws IOException {
    return new ImageCache(Files.createDirectories(directory).toRealPath(), maker);
  }

  /**
   * Where an image is.
   *
   * @throws NoSuchFileException where there is none of the name
   */
  Path path(String name) throws NoSuchFileException {
    Path path = directory.resolve(Names.checkImage(name));
    if (!Files.isDirectory(path)) {
      throw new NoSuchFileException(name, null, "there is no such image; it has to be prepared");
    }
    return path;
  }

  boolean has(String name) {
    return Files.isDirectory(directory.resolve(Names.checkImage(name)));
  }

  @Override
  public void prepare(String name, Consumer<String> progress) throws IOException {
    if (!has(name)) {
      put(name, tree -> maker.make(tree, name, progress));
    }
  }

  private interface Filler {
    void fill(Path tree) throws IOException;
  }

  private void put(String name, Filler filler) throws IOException {
    Path image = directory.resolve(Names.checkImage(name));
    try (FileLock _ = lock(name)) {
      if (Files.exists(image)) {
        return;
      }
      Path aside = directory.resolve(".new-" + name);
      Trees.remove(aside);
      try {
        filler.fill(aside);
        Files.move(aside, image);
      } finally {
        Trees.remove(aside);
      }
    }
  }

  private FileLock lock(String name) throws IOException {
    return FileLock.take(directory.resolve(".lock-" + name));
  }

  @Override
  public Set<String> present() throws IOException {
    return Trees.names(directory);
  }

  @Override
  public void remove(String name) throws IOException {
    Path image = directory.resolve(Names.checkImage(name));
    try (FileLock _ = lock(name)) {
      if (!Files.exists(image)) {
        return;
      }
      if (Mounts.anybodyUses(image)) {
        throw new IOException("a machine that runs has booted from the image " + name);
      }
      Path aside = directory.resolve(".old-" + name);
      Trees.remove(aside);
      Files.move(image, aside);
      Trees.remove(aside);
    }
  }
}
