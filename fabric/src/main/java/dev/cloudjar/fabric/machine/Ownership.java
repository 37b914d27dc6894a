package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.kernel.Users;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/** Whose files are in a machine: its users from 0 on are users outside, who are nobody there. */
final class Ownership {
  static final int FIRST = Users.here().first();
  static final int COUNT = Users.here().count();
  static final int ROOT = 0;

  /**
   * What overlays are mounted with besides: where they keep notes, if they may not as root does.
   */
  static final String OVERLAY = Users.here().all() ? "" : ",userxattr";

  private static final int PERMISSIONS = 07777;
  private static final int KIND = 0170000;
  private static final int SYMBOLIC_LINK = 0120000;
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;

  private Ownership() {}

  /** A line of {@code uid_map} and {@code gid_map}. */
  static String map() {
    return "0 %d %d\n".formatted(FIRST, COUNT);
  }

  /** Gives a file to a user and a group inside, and sets its permissions afterwards. */
  static void give(Path file, int user, int group, int permissions) throws IOException {
    Files.setAttribute(file, "unix:uid", FIRST + user, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(file, "unix:gid", FIRST + group, LinkOption.NOFOLLOW_LINKS);
    if (!Files.isSymbolicLink(file)) {
      // A change of owner takes the bits away that make programs run as theirs.
      Files.setAttribute(file, "unix:mode", permissions & PERMISSIONS);
    }
  }

  /** Gives a tree that was made outside to the same users inside, and drops what isn't a file. */
  static void moveInside(Path tree) throws IOException {
    var moved = new HashSet<Object>();
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            move(file, moved);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            move(directory, moved);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void move(Path file, Set<Object> moved) throws IOException {
    int user = number(file, "unix:uid");
    int mode = number(file, "unix:mode");
    int kind = mode & KIND;
    if (kind != REGULAR && kind != DIRECTORY && kind != SYMBOLIC_LINK) {
      Files.delete(file);
    } else if (user < COUNT
        && (kind != REGULAR
            || number(file, "unix:nlink") == 1
            || moved.add(Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS)))) {
      // Others were moved by another of their names.
      give(file, user, number(file, "unix:gid"), mode);
    }
  }

  private static int number(Path file, String attribute) throws IOException {
    return (int) Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS);
  }
}
