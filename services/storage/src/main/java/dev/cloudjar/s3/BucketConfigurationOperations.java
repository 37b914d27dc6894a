package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.s3.ConfigurationStore.Entry;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Puts, gives back and deletes the configurations of buckets: one way for all of them. What acts on
 * a configuration reads it from {@link ConfigurationStore}.
 */
final class BucketConfigurationOperations {
  private static final int MAX_LISTED = 100;

  /** What travels beside a lifecycle configuration and is kept with it. */
  private static final String TRANSITION_DEFAULT = "TransitionDefaultMinimumObjectSize";

  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final ConfigurationStore configurations;
  private final AccessLists lists;
  private final Map<ConfigurationKind, ConfigurationActor> actors;

  /**
   * @param actors who acts on configurations of some kinds
   */
  BucketConfigurationOperations(
      KeyValueStore store,
      BucketDirectory directory,
      ConfigurationStore configurations,
      AccessLists lists,
      Map<ConfigurationKind, ConfigurationActor> actors) {
    this.store = store;
    this.directory = directory;
    this.configurations = configurations;
    this.lists = lists;
    this.actors = actors;
  }

  /** Puts the configuration that {@code request} brings. */
  <O> O put(Call call, SdkPojo request, ConfigurationKind kind, O response) {
    if (!(Members.get(request, kind.member()) instanceof SdkPojo sent)) {
      throw S3Faults.malformedXml();
    }
    Document.Structure document = withCarried(request, Documents.read(sent));
    String id = id(request);
    if (!id.isEmpty() && !id.equals(document.text("Id"))) {
      throw S3Faults.malformedXml();
    }
    return store.transact(
        transaction -> {
          Bucket bucket = bucket(transaction, call, request);
          Document.Structure checked = kind.check().apply(bucket, document);
          if (kind.equals(ConfigurationKind.OWNERSHIP)) {
            lists.checkControls(transaction, bucket, checked);
          }
          if (kind.equals(ConfigurationKind.ENCRYPTION)) {
            checked = BucketEncryption.keepingBlocked(checked, find(transaction, bucket, kind, id));
          }
          ConfigurationActor actor = actor(kind);
          actor.check(call, transaction, bucket, checked);
          configurations.put(transaction, bucket, kind.name(), id, checked);
          actor.changed(transaction, bucket, id, checked);
          return withCarried(response, checked);
        });
  }

  /** Gives the configuration that {@code request} asks for, or the one that buckets begin with. */
  <O> O get(Call call, SdkPojo request, ConfigurationKind kind, SdkPojo builder, Class<O> type) {
    Document.Structure document =
        store.read(
            snapshot -> {
              Bucket bucket = bucket(snapshot, call, request);
              Document.Structure found = find(snapshot, bucket, kind, id(request));
              if (found == null && kind.missingCode() != null) {
                throw S3Faults.noConfiguration(kind.missingCode(), kind.missingMessage(), bucket);
              }
              return found == null ? Document.Structure.EMPTY : found;
            });
    if (Members.find(builder, kind.member()) != null) {
      Documents.set(builder, kind.member(), document);
    } else {
      Documents.fill(builder, document);
    }
    return type.cast(((Buildable) builder).build());
  }

  /** Deletes the configuration that {@code request} names, if there is one. */
  <O> O delete(Call call, SdkPojo request, ConfigurationKind kind, O response) {
    return store.transact(
        transaction -> {
          Bucket bucket = bucket(transaction, call, request);
          String id = id(request);
          if (kind.removable()) {
            configurations.put(transaction, bucket, kind.name(), id, null);
          } else {
            if (!id.isEmpty() && find(transaction, bucket, kind, id) == null) {
              throw S3Faults.noSuchConfiguration();
            }
            configurations.delete(transaction, bucket, kind.name(), id);
          }
          actor(kind).changed(transaction, bucket, id, null);
          return response;
        });
  }

  /** Lists the configurations of a kind of which a bucket may have several. */
  <O> O list(Call call, SdkPojo request, ConfigurationKind kind, SdkPojo builder, Class<O> type) {
    String token = Objects.requireNonNullElse(Members.text(request, "ContinuationToken"), "");
    List<Document.Structure> found =
        store.read(
            snapshot ->
                configurations.list(
                    snapshot, bucket(snapshot, call, request), kind.name(), token, MAX_LISTED + 1));
    boolean truncated = found.size() > MAX_LISTED;
    List<Document.Structure> page = truncated ? found.subList(0, MAX_LISTED) : found;
    Map<String, Document> members = new LinkedHashMap<>();
    members.put("IsTruncated", new Document.Flag(truncated));
    if (!page.isEmpty()) {
      members.put(kind.member() + "List", new Document.Sequence(List.copyOf(page)));
    }
    Document last = truncated ? page.getLast().member("Id") : null;
    if (last != null) {
      members.put("NextContinuationToken", last);
    }
    Documents.fill(builder, new Document.Structure(members));
    return type.cast(((Buildable) builder).build());
  }

  /** A bucket's configuration, or the one that buckets begin with; null for none. */
  Document.@Nullable Structure find(
      Snapshot snapshot, Bucket bucket, ConfigurationKind kind, String id) {
    Entry entry = configurations.find(snapshot, bucket, kind.name(), id);
    return entry == null ? kind.initial() : entry.document();
  }

  private ConfigurationActor actor(ConfigurationKind kind) {
    return actors.getOrDefault(kind, ConfigurationActor.NOBODY);
  }

  private Bucket bucket(Snapshot snapshot, Call call, SdkPojo request) {
    return directory.require(
        snapshot,
        call,
        Objects.requireNonNullElse(Members.text(request, "Bucket"), ""),
        Members.text(request, "ExpectedBucketOwner"));
  }

  private static String id(SdkPojo request) {
    return Objects.requireNonNullElse(Members.text(request, "Id"), ConfigurationStore.ONLY);
  }

  /**
   * Tells in an answer what travels beside the configuration, where answers have a place for it.
   */
  private static <O> O withCarried(O response, Document.Structure document) {
    Document carried = document.member(TRANSITION_DEFAULT);
    if (carried == null
        || !(response instanceof PutBucketLifecycleConfigurationResponse lifecycle)) {
      return response;
    }
    PutBucketLifecycleConfigurationResponse.Builder builder = lifecycle.toBuilder();
    Documents.set(builder, TRANSITION_DEFAULT, carried);
    @SuppressWarnings("unchecked") // of the same class as the response
    O answer = (O) builder.build();
    return answer;
  }

  private static Document.Structure withCarried(SdkPojo request, Document.Structure document) {
    if (Members.find(request, TRANSITION_DEFAULT) == null) {
      return document;
    }
    Map<String, Document> members = new LinkedHashMap<>(document.members());
    members.put(
        TRANSITION_DEFAULT,
        new Document.Text(
            Objects.requireNonNullElse(
                Members.text(request, TRANSITION_DEFAULT), "all_storage_classes_128K")));
    return new Document.Structure(members);
  }
}
