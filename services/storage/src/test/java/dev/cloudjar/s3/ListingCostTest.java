package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a page costs is told by what is on it, and not by what lies around it. */
class ListingCostTest {
  private static final Listing ALL = new Listing("", null, 10);
  private static final Listing FOLDERS = new Listing("", "/", 10);

  private final StoredBucket bucket = new StoredBucket();

  @Test
  void commonPrefixesCostTheSameHoweverManyKeysTheyStandFor() {
    for (int folder = 0; folder < 5; folder++) {
      for (int i = 0; i < 1_000; i++) {
        bucket.put("folder-" + folder + "/" + i, "etag");
      }
    }
    Page<ListedObject> page = bucket.objects(FOLDERS, ObjectListings.BEGINNING);
    assertThat(page.commonPrefixes()).hasSize(5);
    assertThat(bucket.steps()).isLessThan(50);

    assertThat(bucket.versions(FOLDERS, "", null).commonPrefixes()).hasSize(5);
    assertThat(bucket.steps()).isLessThan(100);
  }

  @Test
  void oldVersionsDoNotSlowPlainListings() {
    bucket.set(Versioning.ENABLED);
    for (int i = 0; i < 5_000; i++) {
      bucket.put("a", Integer.toString(i));
    }
    bucket.put("b", "etag");
    assertThat(bucket.objects(ALL, ObjectListings.BEGINNING).entries()).hasSize(2);
    assertThat(bucket.steps()).isLessThan(10);
  }

  @Test
  void deletedKeysDoNotSlowPlainListings() {
    bucket.set(Versioning.ENABLED);
    for (int i = 0; i < 2_000; i++) {
      bucket.put("key-" + i, "etag");
      bucket.delete("key-" + i);
    }
    bucket.put("z", "etag");
    assertThat(bucket.objects(ALL, ObjectListings.BEGINNING).entries()).hasSize(1);
    assertThat(bucket.steps()).isLessThan(10);
  }

  @Test
  void aPageAmidManyVersionsBeginsWhereTheLastOneEnded() {
    bucket.set(Versioning.ENABLED);
    for (int i = 0; i < 2_000; i++) {
      bucket.put("a", Integer.toString(i));
    }
    Page<ListedVersion> page = bucket.versions(ALL, "", null);
    for (int i = 0; i < 50; i++) {
      ListedVersion last = page.entries().getLast();
      page = bucket.versions(ALL, "a", last.version().versionId());
    }
    bucket.steps();
    page = bucket.versions(ALL, "a", page.entries().getLast().version().versionId());
    assertThat(page.entries()).hasSize(10).noneMatch(ListedVersion::isLatest);
    assertThat(bucket.steps()).isLessThan(25);
  }
}
