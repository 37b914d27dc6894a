package dev.cloudjar.sqs;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What every batch is checked for as a whole. */
final class BatchEntries {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  private BatchEntries() {}

  /**
   * Checks the number of entries and their ids.
   *
   * @param entryShape the entries' name in the model
   * @throws dev.cloudjar.cloud.Fault {@code EmptyBatchRequest}, {@code
   *     TooManyEntriesInBatchRequest}, {@code InvalidBatchEntryId}, {@code
   *     BatchEntryIdsNotDistinct} or {@code MissingParameter}
   */
  static void check(String entryShape, List<String> ids) {
    if (ids.isEmpty()) {
      throw SqsFaults.emptyBatchRequest(entryShape);
    }
    if (ids.size() > QueueLimits.BATCH_ENTRIES) {
      throw SqsFaults.tooManyEntriesInBatchRequest(ids.size());
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      if (id == null) {
        throw SqsFaults.missingParameter(entryShape + "." + (i + 1) + ".Id");
      }
      if (!ID.matcher(id).matches()) {
        throw SqsFaults.invalidBatchEntryId();
      }
      if (!seen.add(id)) {
        throw SqsFaults.batchEntryIdsNotDistinct(id);
      }
    }
  }
}
