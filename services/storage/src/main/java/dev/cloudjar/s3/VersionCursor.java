package dev.cloudjar.s3;

import org.jspecify.annotations.Nullable;

/** Walks over all versions of all keys: the current objects merged with all the others. */
final class VersionCursor implements ListingCursor<ListedVersion> {
  private final TableCursor<ObjectKey, Version, ListedVersion> currents;
  private final TableCursor<VersionKey, Version, ListedVersion> others;

  private boolean begun;
  private boolean atCurrent;
  private boolean hasCurrent;
  private boolean hasOther;
  private @Nullable String skipped;

  /** The key of which a newer version than what comes next is known. */
  private @Nullable String keyWithNewer;

  /**
   * @param keyWithNewer the key amid whose versions the walk begins; null for none
   */
  VersionCursor(
      TableCursor<ObjectKey, Version, ListedVersion> currents,
      TableCursor<VersionKey, Version, ListedVersion> others,
      @Nullable String keyWithNewer) {
    this.currents = currents;
    this.others = others;
    this.keyWithNewer = keyWithNewer;
  }

  @Override
  public boolean next() {
    if (!begun) {
      begun = true;
      hasCurrent = currents.next();
      hasOther = others.next();
    } else {
      advance();
    }
    if (!hasCurrent && !hasOther) {
      return false;
    }
    atCurrent = hasCurrent && (!hasOther || Utf8Order.compare(currents.key(), others.key()) <= 0);
    return true;
  }

  private void advance() {
    keyWithNewer = key();
    String skip = skipped;
    skipped = null;
    if (hasCurrent && (atCurrent || (skip != null && currents.key().startsWith(skip)))) {
      hasCurrent = currents.next();
    }
    if (hasOther && (!atCurrent || (skip != null && others.key().startsWith(skip)))) {
      hasOther = others.next();
    }
  }

  @Override
  public String key() {
    return atCurrent ? currents.key() : others.key();
  }

  @Override
  public ListedVersion entry() {
    if (atCurrent) {
      return currents.entry();
    }
    ListedVersion other = others.entry();
    return new ListedVersion(other.key(), other.version(), !other.key().equals(keyWithNewer));
  }

  @Override
  public void skip(String prefix) {
    skipped = prefix;
    currents.skip(prefix);
    others.skip(prefix);
  }

  @Override
  public void close() {
    currents.close();
    others.close();
  }
}
