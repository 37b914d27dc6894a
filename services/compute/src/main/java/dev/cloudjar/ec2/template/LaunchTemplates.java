package dev.cloudjar.ec2.template;

import dev.cloudjar.ec2.ground.NameIndex;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKey;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The launch templates of accounts, by id and by name, and their versions. */
final class LaunchTemplates {
  static final String LATEST = "$Latest";
  static final String DEFAULT = "$Default";
  private static final int MOST_TEMPLATES = 5_000;
  private static final int MOST_VERSIONS = 10_000;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  static final ResourceTable<LaunchTemplate> TABLE =
      new ResourceTable<>(ResourceKind.LAUNCH_TEMPLATE, LaunchTemplate.class);
  private static final NameIndex NAMES = new NameIndex("ec2.launch-template-name");
  private static final Table<ResourceKey, Count> COUNTS =
      new Table<>("ec2.launch-template-count", ResourceKey.CODEC, RecordCodec.of(Count.class));
  private static final Table<VersionKey, TemplateVersion> VERSIONS =
      new Table<>(
          "ec2.launch-template-version", VersionKey.CODEC, RecordCodec.of(TemplateVersion.class));

  private LaunchTemplates() {}

  private record Count(int templates) {}

  /** The newest version of a template comes first. */
  record VersionKey(Place place, String templateId, long number) {
    static final KeyCodec<VersionKey> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(VersionKey key, KeyWriter out) {
            template(key.place(), key.templateId(), out).numberDescending(key.number());
          }

          @Override
          public VersionKey read(KeyReader in) {
            return new VersionKey(
                new Place(in.text(), in.text()), in.text(), in.numberDescending());
          }
        };

    static KeyWriter template(Place place, String templateId, KeyWriter out) {
      return out.text(place.accountId()).text(place.region()).text(templateId);
    }
  }

  static Optional<LaunchTemplate> named(Snapshot snapshot, Place place, String name) {
    return NAMES.id(snapshot, place, name).map(id -> TABLE.require(snapshot, place, id));
  }

  /**
   * The template that a request is about.
   *
   * @throws dev.cloudjar.cloud.Fault where there is none, or none or two are named
   */
  static LaunchTemplate require(
      Snapshot snapshot, Place place, @Nullable String id, @Nullable String name) {
    if (id != null && name != null) {
      throw LaunchTemplateFaults.idAndName();
    }
    if (id != null) {
      return TABLE.require(snapshot, place, id);
    }
    if (name == null) {
      throw LaunchTemplateFaults.idOrName();
    }
    return named(snapshot, place, name).orElseThrow(() -> LaunchTemplateFaults.nameNotFound(name));
  }

  /** The number of a version that is given by its number, or as the default or the latest one. */
  static long number(LaunchTemplate template, String version) {
    return switch (version) {
      case LATEST -> template.latestVersion();
      case DEFAULT -> template.defaultVersion();
      default -> number(version);
    };
  }

  static long number(String version) {
    if (!NUMBER.matcher(version).matches()) {
      throw LaunchTemplateFaults.malformedVersion(version);
    }
    return Long.parseLong(version);
  }

  static @Nullable TemplateVersion find(
      Snapshot snapshot, Place place, LaunchTemplate template, long number) {
    return VERSIONS.get(snapshot, new VersionKey(place, template.id(), number));
  }

  /**
   * A version of a template.
   *
   * @param version a number, the default or the latest one
   * @throws dev.cloudjar.cloud.Fault where there is none
   */
  static TemplateVersion version(
      Snapshot snapshot, Place place, LaunchTemplate template, String version) {
    TemplateVersion found = find(snapshot, place, template, number(template, version));
    if (found == null) {
      throw LaunchTemplateFaults.versionNotFound(version, template.id());
    }
    return found;
  }

  /** The versions from one on downwards. */
  static Rows<VersionKey, TemplateVersion> versions(
      Snapshot snapshot, Place place, LaunchTemplate template, long from) {
    KeyRange all = VERSIONS.startingWith(out -> VersionKey.template(place, template.id(), out));
    return VERSIONS.scan(
        snapshot, all.from(VERSIONS.encode(new VersionKey(place, template.id(), from))));
  }

  static void make(
      Transaction transaction, Place place, LaunchTemplate template, TemplateVersion first) {
    if (named(transaction, place, template.name()).isPresent()) {
      throw LaunchTemplateFaults.nameExists();
    }
    ResourceKey all = new ResourceKey(place, "");
    Count count = COUNTS.get(transaction, all);
    int before = count == null ? 0 : count.templates();
    if (before >= MOST_TEMPLATES) {
      throw LaunchTemplateFaults.tooManyTemplates(MOST_TEMPLATES);
    }
    COUNTS.put(transaction, all, new Count(before + 1));
    TABLE.put(transaction, place, template);
    NAMES.put(transaction, place, template.name(), template.id());
    VERSIONS.put(transaction, new VersionKey(place, template.id(), first.number()), first);
  }

  static void add(
      Transaction transaction, Place place, LaunchTemplate template, TemplateVersion version) {
    if (template.versionCount() >= MOST_VERSIONS) {
      throw LaunchTemplateFaults.tooManyVersions(MOST_VERSIONS);
    }
    VERSIONS.put(transaction, new VersionKey(place, template.id(), version.number()), version);
    TABLE.put(transaction, place, template.withVersion(version.number()));
  }

  /** Deletes a version, which is not the default one. */
  static LaunchTemplate delete(
      Transaction transaction, Place place, LaunchTemplate template, long number) {
    VERSIONS.delete(transaction, new VersionKey(place, template.id(), number));
    long latest = template.latestVersion();
    if (number == latest) {
      try (Rows<VersionKey, TemplateVersion> left =
          versions(transaction, place, template, number)) {
        latest = left.next() ? left.key().number() : template.defaultVersion();
      }
    }
    LaunchTemplate changed = template.withoutVersion(latest);
    TABLE.put(transaction, place, changed);
    return changed;
  }

  static void delete(Transaction transaction, Place place, LaunchTemplate template) {
    VERSIONS.deleteRange(
        transaction, VERSIONS.startingWith(out -> VersionKey.template(place, template.id(), out)));
    NAMES.delete(transaction, place, template.name());
    ResourceKey all = new ResourceKey(place, "");
    Count count = COUNTS.get(transaction, all);
    COUNTS.put(transaction, all, new Count(count == null ? 0 : count.templates() - 1));
    TABLE.delete(transaction, place, template);
  }
}
