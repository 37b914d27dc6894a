package dev.cloudjar.gateway.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** An authority's certificate and key as files that nobody but their owner can read. */
final class AuthorityFiles {
  private static final String CERTIFICATE = "ca.pem";
  private static final String KEY = "ca.key";

  private final Path directory;

  AuthorityFiles(Path directory) {
    this.directory = directory;
  }

  Optional<Issuer> read() throws IOException {
    Path certificate = directory.resolve(CERTIFICATE);
    Path key = directory.resolve(KEY);
    if (!Files.exists(certificate) || !Files.exists(key)) {
      return Optional.empty();
    }
    return Optional.of(
        new Issuer(
            Pem.readCertificate(Files.readString(certificate)),
            Pem.readKey(Files.readString(key))));
  }

  /** The key goes first: without its certificate it is made anew. */
  void write(Issuer issuer) throws IOException {
    Files.createDirectories(directory);
    write(KEY, Pem.write(issuer.key()));
    write(CERTIFICATE, Pem.write(issuer.certificate()));
  }

  private void write(String name, String text) throws IOException {
    Path unfinished = directory.resolve(name + ".new");
    Files.deleteIfExists(unfinished);
    Files.createFile(unfinished, ownerOnly());
    Files.writeString(unfinished, text, StandardOpenOption.SYNC);
    Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private FileAttribute<?>[] ownerOnly() {
    Set<String> views = directory.getFileSystem().supportedFileAttributeViews();
    return views.contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
