package dev.cloudjar.store;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Loads RocksDB's native library from a file that stays, where RocksDB itself would unpack it into
 * the temporary directory at every start.
 */
final class RocksLibrary {
  private static boolean loaded;

  private RocksLibrary() {}

  /**
   * Loads the library unless this process has it.
   *
   * @param directory where it is unpacked to, once for each version
   */
  static synchronized void load(Path directory) throws IOException {
    if (!loaded) {
      tellLibc();
      Path library = unpack(directory).toAbsolutePath();
      RocksDB.loadLibrary(List.of(String.valueOf(library.getParent())));
      loaded = true;
    }
  }

  static Path unpack(Path directory) throws IOException {
    String name = Environment.getJniLibraryFileName("rocksdb");
    URL resource = RocksDB.class.getResource("/" + name);
    if (resource == null) {
      throw new IOException("RocksDB has no " + name);
    }
    URLConnection connection = resource.openConnection();
    Path unpacked = directory.resolve("rocksdb-" + identity(connection));
    // RocksDB looks for it under another name than the one it is packed with.
    Path file = unpacked.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
    if (!Files.exists(file)) {
      Files.createDirectories(unpacked);
      Path partial = Files.createTempFile(unpacked, "partial", "");
      try (InputStream in = connection.getInputStream()) {
        Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(partial);
      }
    }
    return file;
  }

  /**
   * Tells RocksDB whether this is a system with musl, where it would start a shell to find out,
   * which takes longer than all the rest. Should it no longer look there, it finds out itself.
   */
  private static void tellLibc() {
    try (DirectoryStream<Path> musl = Files.newDirectoryStream(Path.of("/lib"), "ld-musl-*")) {
      Field known = Environment.class.getDeclaredField("MUSL_LIBC");
      known.setAccessible(true);
      known.set(null, musl.iterator().hasNext());
    } catch (IOException | ReflectiveOperationException | RuntimeException e) {
      return;
    }
  }

  private static String identity(URLConnection connection) throws IOException {
    long mark =
        connection instanceof JarURLConnection jar
            ? jar.getJarEntry().getCrc()
            : connection.getLastModified();
    return Long.toHexString(connection.getContentLengthLong()) + "-" + Long.toHexString(mark);
  }
}
