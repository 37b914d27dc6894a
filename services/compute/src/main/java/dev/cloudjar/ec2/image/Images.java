package dev.cloudjar.ec2.image;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.ec2.ground.Shares;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The images of accounts, and those that they may use. */
public final class Images {
  static final ResourceTable<Image> TABLE = new ResourceTable<>(ResourceKind.IMAGE, Image.class);
  static final Shares SHARES = new Shares("ec2.image-share");

  private Images() {}

  /** An image that an account may use: its own, one shared with it, or everybody's. */
  public static Optional<Image> usable(Snapshot snapshot, Place place, String id) {
    @Nullable Image own = TABLE.find(snapshot, place, id);
    if (own != null) {
      return Optional.of(own);
    }
    Optional<Image> everybodys = PublicImages.find(place.region(), id);
    return everybodys.isPresent()
        ? everybodys
        : SHARES
            .owner(snapshot, place, id)
            .flatMap(
                owner ->
                    Optional.ofNullable(
                        TABLE.find(snapshot, new Place(owner, place.region()), id)));
  }

  /**
   * An image that an account may use.
   *
   * @throws Fault where there is none
   */
  public static Image require(Snapshot snapshot, Place place, String id) {
    return usable(snapshot, place, id)
        .orElseThrow(() -> Ec2Faults.notFound(ResourceKind.IMAGE, id));
  }

  /** Whether an image is a distribution's, which everybody has. */
  public static boolean isEverybodys(Image image) {
    return image.ownerId().equals(PublicImages.DEBIAN);
  }

  /** All images that an account may use. */
  static List<Image> all(Snapshot snapshot, Place place) {
    List<Image> all = new ArrayList<>(PublicImages.of(place.region()));
    try (Rows<?, Image> rows = TABLE.all(snapshot, place)) {
      while (rows.next()) {
        all.add(rows.value());
      }
    }
    for (String id : SHARES.usable(snapshot, place)) {
      usable(snapshot, place, id).ifPresent(all::add);
    }
    return all.stream().distinct().toList();
  }

  /** Keeps an image. */
  public static void put(Transaction transaction, Place place, Image image) {
    TABLE.put(transaction, place, image);
  }

  /** An account's own image. */
  public static Optional<Image> own(Snapshot snapshot, Place place, String id) {
    return Optional.ofNullable(TABLE.find(snapshot, place, id));
  }

  /**
   * Refuses what is no name of an image.
   *
   * @throws Fault where it is none
   */
  public static void requireName(String name) {
    if (!name.matches("[A-Za-z0-9()\\[\\] ./\\-'@_]{3,128}")) {
      throw Ec2Faults.of(
          "InvalidAMIName.Malformed",
          "AMI names must be between 3 and 128 characters long, and may contain letters, numbers,"
              + " '(', ')', '.', '-', '/' and '_'");
    }
  }

  /**
   * Refuses a name that an image of the account has already.
   *
   * @throws Fault where one has it
   */
  public static void requireNewName(Snapshot snapshot, Place place, String name) {
    try (Rows<?, Image> rows = TABLE.all(snapshot, place)) {
      while (rows.next()) {
        if (rows.value().name().equals(name)) {
          throw Ec2Faults.of(
              "InvalidAMIName.Duplicate",
              "AMI name %s is already in use by AMI %s".formatted(name, rows.value().id()));
        }
      }
    }
  }
}
