package dev.cloudjar.ec2.instance;

import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Optional;

/** How burstable instances are paid for where nobody says, by families of types. */
final class CreditDefaults {
  private static final Table<Family, Credits> TABLE =
      new Table<>("ec2.credit-default", Family.CODEC, RecordCodec.of(Credits.class));

  private CreditDefaults() {}

  private record Credits(String credits) {}

  private record Family(Place place, String name) {
    static final KeyCodec<Family> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Family key, KeyWriter out) {
            out.text(key.place().accountId()).text(key.place().region()).text(key.name());
          }

          @Override
          public Family read(KeyReader in) {
            return new Family(new Place(in.text(), in.text()), in.text());
          }
        };
  }

  /** The credits of a type; empty for those that are not burstable. */
  static Optional<String> of(Snapshot snapshot, Place place, InstanceType type) {
    return type.burst().map(it -> of(snapshot, place, type.name().split("\\.", 2)[0]));
  }

  /** The credits of a family; AWS begins with standard for the oldest one alone. */
  static String of(Snapshot snapshot, Place place, String family) {
    Credits changed = TABLE.get(snapshot, new Family(place, family));
    if (changed != null) {
      return changed.credits();
    }
    return family.equals("t2") ? "standard" : "unlimited";
  }

  static void put(Transaction transaction, Place place, String family, String credits) {
    TABLE.put(transaction, new Family(place, family), new Credits(credits));
  }
}
