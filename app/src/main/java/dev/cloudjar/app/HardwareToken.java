package dev.cloudjar.app;

import dev.cloudjar.iam.device.Totp;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/**
 * A thing that shows codes, in its own process. Its seed is in a file of its own, which nobody but
 * its owner reads, and no cloud at all.
 */
record HardwareToken(String serialNumber, String seed) {
  private static final int SEED_BYTES = 20;
  private static final int DIGITS = 100_000_000;

  /** Makes a token that there has never been. */
  static HardwareToken make() {
    SecureRandom random = new SecureRandom();
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    return new HardwareToken(
        "CJHT" + (DIGITS + random.nextInt(DIGITS)), HexFormat.of().formatHex(seed));
  }

  static HardwareToken load(Installation installation, String serialNumber) throws IOException {
    if (!serialNumber.matches("[A-Z0-9-]{9,64}")) {
      throw new CommandFailure("Not a serial number: " + serialNumber);
    }
    try {
      return new HardwareToken(
          serialNumber, Files.readString(installation.tokens().resolve(serialNumber)).strip());
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          "There is no token " + serialNumber + " here. Make one: cloudjar token make");
    }
  }

  void save(Installation installation) throws IOException {
    Path directory = installation.tokens();
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, permissions(directory, "rwx------"));
    }
    Path file = directory.resolve(serialNumber);
    try {
      Files.createFile(file, permissions(directory, "rw-------"));
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure("There is a token " + serialNumber + " already.");
    }
    Files.writeString(file, seed + "\n");
  }

  /** The code that it shows at a time. */
  String code(Instant time) {
    return Totp.code(HexFormat.of().parseHex(seed), Totp.step(time));
  }

  /** Nothing that anybody prints of a token tells its seed. */
  @Override
  public String toString() {
    return serialNumber;
  }

  private static FileAttribute<?>[] permissions(Path path, String posix) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(posix))
        }
        : new FileAttribute<?>[0];
  }
}
