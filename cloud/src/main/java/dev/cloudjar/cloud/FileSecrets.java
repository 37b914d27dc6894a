package dev.cloudjar.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/** Secrets as files beside the store. */
final class FileSecrets implements Secrets {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  private final Path directory;

  FileSecrets(Path directory) {
    this.directory = directory;
  }

  @Override
  public synchronized byte[] secret(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a secret: " + name);
    }
    Path file = directory.resolve(name);
    try {
      byte[] kept = Files.readAllBytes(file);
      if (kept.length != LENGTH_BYTES) {
        // Another one would make everything that it protects unreadable for good.
        throw new IllegalStateException(file + " is damaged; put back the file that was there");
      }
      return kept;
    } catch (NoSuchFileException e) {
      return make(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What has been given out must be there after a loss of power. */
  private byte[] make(Path file) {
    byte[] made = new byte[LENGTH_BYTES];
    new SecureRandom().nextBytes(made);
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory, permissions("rwx------"));
      }
      Path unfinished = directory.resolve(file.getFileName() + ".new");
      Files.deleteIfExists(unfinished);
      Files.createFile(unfinished, permissions("rw-------"));
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(made));
        channel.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      syncEntries(directory);
      syncEntries(directory.toAbsolutePath().resolveSibling("."));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileAttribute<?>[] permissions(String posix) {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(posix))
        }
        : new FileAttribute<?>[0];
  }

  private static void syncEntries(Path of) throws IOException {
    try (FileChannel entries = FileChannel.open(of, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }
}
