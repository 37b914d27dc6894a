package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What AWS refuses of a replication configuration by itself, and how it completes one. */
final class ReplicationChecks {
  private static final int MOST_RULES = 1000;
  private static final int LONGEST_ID = 255;
  private static final int LONGEST_PREFIX_BYTES = 1024;
  private static final long MINUTES = 15;
  private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/.+");
  private static final Pattern BUCKET = Pattern.compile("arn:aws[a-z-]*:s3:::[a-z0-9.-]{3,63}");

  private ReplicationChecks() {}

  /** The configuration as it is kept. */
  static Structure check(Structure configuration) {
    List<Structure> rules = configuration.structures("Rules");
    String role = configuration.text("Role");
    if (rules.isEmpty() || role == null) {
      throw S3Faults.malformedXml();
    }
    if (rules.size() > MOST_RULES) {
      throw ReplicationFaults.tooManyRules();
    }
    if (!ROLE.matcher(role).matches()) {
      throw ReplicationFaults.invalidRole(role);
    }
    List<Document> named = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Structure rule : rules) {
      named.add(complete(rule, ids));
    }
    Map<String, Document> members = new LinkedHashMap<>(configuration.members());
    members.put("Rules", new Document.Sequence(named));
    Structure whole = new Structure(members);
    checkTogether(ReplicationRules.of(whole).rules());
    return whole;
  }

  private static Structure complete(Structure rule, Set<String> ids) {
    String sent = rule.text("ID");
    String id = sent == null || sent.isEmpty() ? UUID.randomUUID().toString() : sent;
    if (id.length() > LONGEST_ID) {
      throw ReplicationFaults.longId(id);
    }
    if (!ids.add(id)) {
      throw ReplicationFaults.repeatedId(id);
    }
    String status = rule.text("Status");
    if (!"Enabled".equals(status) && !"Disabled".equals(status)) {
      throw S3Faults.malformedXml();
    }
    if (rule.member("Filter") != null && rule.member("Prefix") != null) {
      throw S3Faults.malformedXml();
    }
    checkFilter(rule);
    checkDestination(rule);
    Map<String, Document> members = new LinkedHashMap<>(rule.members());
    members.put("ID", new Document.Text(id));
    return new Structure(members);
  }

  private static void checkFilter(Structure rule) {
    ReplicationRule parsed = ReplicationRule.of(rule);
    Structure filter = ReplicationRule.part(rule, "Filter");
    if (filter.members().size() > 1) {
      throw S3Faults.malformedXml();
    }
    if (parsed.prefix().getBytes(StandardCharsets.UTF_8).length > LONGEST_PREFIX_BYTES) {
      throw ReplicationFaults.longPrefix(parsed.prefix());
    }
    Structure and = ReplicationRule.part(filter, "And");
    if (and.structures("Tags").size() != parsed.tags().size() && filter.member("Tag") == null) {
      throw S3Faults.invalidTag("Duplicate Tag Keys are not allowed.", "");
    }
    boolean markers = rule.member("DeleteMarkerReplication") != null;
    if (!parsed.latest()) {
      if (markers) {
        throw ReplicationFaults.deleteMarkersOfOldSchema();
      }
      if (rule.member("Priority") != null) {
        throw ReplicationFaults.priorityOfOldSchema();
      }
      return;
    }
    if (rule.member("Priority") == null) {
      throw ReplicationFaults.priorityNeeded();
    }
    if (!markers) {
      throw ReplicationFaults.deleteMarkersNeeded();
    }
    if (parsed.deleteMarkers() && !parsed.tags().isEmpty()) {
      throw ReplicationFaults.deleteMarkersByTag();
    }
  }

  private static void checkDestination(Structure rule) {
    if (!(rule.member("Destination") instanceof Structure destination)) {
      throw S3Faults.malformedXml();
    }
    String bucket = String.valueOf(destination.text("Bucket"));
    if (!BUCKET.matcher(bucket).matches()) {
      throw ReplicationFaults.invalidBucketArn(bucket);
    }
    if (destination.member("AccessControlTranslation") != null
        && destination.text("Account") == null) {
      throw ReplicationFaults.ownerNeeded();
    }
    if (destination.text("StorageClass") != null
        && !StorageClasses.isKnown(destination.text("StorageClass"))) {
      throw S3Faults.malformedXml();
    }
    Structure time = ReplicationRule.part(destination, "ReplicationTime");
    Structure metrics = ReplicationRule.part(destination, "Metrics");
    checkMinutes(time.member("Time"));
    checkMinutes(metrics.member("EventThreshold"));
    if (ReplicationRule.isEnabled(time) && !ReplicationRule.isEnabled(metrics)) {
      throw ReplicationFaults.metricsNeeded();
    }
    Structure selection = ReplicationRule.part(rule, "SourceSelectionCriteria");
    boolean selected =
        ReplicationRule.isEnabled(ReplicationRule.part(selection, "SseKmsEncryptedObjects"));
    boolean encrypted = destination.member("EncryptionConfiguration") != null;
    if (selected && !encrypted) {
      throw ReplicationFaults.encryptionNeeded();
    }
    if (encrypted && selection.member("SseKmsEncryptedObjects") == null) {
      throw ReplicationFaults.selectionNeeded();
    }
  }

  private static void checkMinutes(@Nullable Document value) {
    if (value instanceof Structure time
        && time.member("Minutes") instanceof Document.Whole(long minutes)
        && minutes != MINUTES) {
      throw ReplicationFaults.otherMinutes(minutes);
    }
  }

  private static void checkTogether(List<ReplicationRule> rules) {
    boolean latest = rules.getFirst().latest();
    Set<Long> priorities = new HashSet<>();
    Set<String> destinations = new HashSet<>();
    for (ReplicationRule rule : rules) {
      if (rule.latest() != latest) {
        throw ReplicationFaults.mixedSchemas();
      }
      destinations.add(rule.destination());
      if (latest && !priorities.add(rule.priority())) {
        throw ReplicationFaults.repeatedPriority(rule.priority());
      }
    }
    if (!latest && destinations.size() > 1) {
      throw ReplicationFaults.tooManyDestinations();
    }
  }
}
