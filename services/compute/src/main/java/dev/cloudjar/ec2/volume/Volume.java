package dev.cloudjar.ec2.volume;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A volume.
 *
 * @param source the name of what it is made from, as the machine room knows it: an image or
 *     snapshot; empty for zeroes
 * @param tree whether it holds files over its source rather than blocks
 * @param modified when it was last modified; empty for never
 * @param dataKey its key; empty where it isn't encrypted
 * @param refusal why KMS refused its key, so that it comes to nothing
 */
public record Volume(
    String id,
    int sizeGibibytes,
    Performance performance,
    String zone,
    Optional<String> snapshotId,
    Optional<String> source,
    boolean tree,
    Optional<String> keyArn,
    boolean multiAttach,
    Instant created,
    State state,
    List<Attachment> attachments,
    Optional<Modification> modified,
    Optional<DataKey> dataKey,
    Optional<String> refusal)
    implements Ec2Resource {

  /** Copies the list. */
  public Volume {
    attachments = List.copyOf(attachments);
  }

  /** Where a volume is in its life. */
  public enum State {
    CREATING,
    AVAILABLE,
    IN_USE,
    ERROR;

    /** As AWS spells it. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * That a volume is in an instance.
   *
   * @param deletedOnTermination whether it goes with the instance
   * @param step what is being done; empty where all is done
   */
  public record Attachment(
      String instanceId,
      String device,
      Instant since,
      boolean deletedOnTermination,
      Optional<Step> step) {

    /** This, with another step to be taken, or none. */
    public Attachment at(Optional<Step> next) {
      return new Attachment(instanceId, device, since, deletedOnTermination, next);
    }

    /** As AWS spells its state. */
    public String wireName() {
      return step.map(it -> it.name().toLowerCase(Locale.ROOT)).orElse("attached");
    }
  }

  /** What is being done with an attachment. */
  public enum Step {
    ATTACHING,
    DETACHING,
    /** It is to be detached, but something in the instance still uses it. */
    BUSY
  }

  /**
   * A modification.
   *
   * @param underway whether the disk is yet to be changed
   * @param failure why it couldn't be
   */
  public record Modification(
      Instant at,
      int sizeBefore,
      Performance before,
      int sizeAfter,
      Performance after,
      boolean underway,
      Optional<String> failure) {

    Modification ended(Optional<String> why) {
      return new Modification(at, sizeBefore, before, sizeAfter, after, false, why);
    }
  }

  /** That it is in an instance. */
  public Optional<Attachment> in(String instanceId) {
    return attachments.stream().filter(it -> it.instanceId().equals(instanceId)).findFirst();
  }

  /** How many bytes it holds. */
  public long sizeBytes() {
    return sizeGibibytes * (1L << 30);
  }

  public boolean encrypted() {
    return keyArn.isPresent();
  }

  /** This volume in one instance more. */
  public Volume attached(Attachment added) {
    List<Attachment> more = new ArrayList<>(attachments);
    more.removeIf(it -> it.instanceId().equals(added.instanceId()));
    more.add(added);
    return with(State.IN_USE, more);
  }

  /** This volume in one instance less. */
  public Volume detached(String instanceId) {
    List<Attachment> fewer =
        attachments.stream().filter(it -> !it.instanceId().equals(instanceId)).toList();
    return with(fewer.isEmpty() ? State.AVAILABLE : State.IN_USE, fewer);
  }

  Volume with(State changed) {
    return with(changed, attachments);
  }

  private Volume with(State changed, List<Attachment> now) {
    return new Volume(
        id,
        sizeGibibytes,
        performance,
        zone,
        snapshotId,
        source,
        tree,
        keyArn,
        multiAttach,
        created,
        changed,
        now,
        modified,
        dataKey,
        refusal);
  }

  /** This volume when a modification is begun. */
  Volume modified(Modification change, boolean multi) {
    return with(sizeGibibytes, performance, multi, change);
  }

  /** This volume once its modification is done, or couldn't be. */
  Volume modified(Modification change, Optional<String> failure) {
    Modification ended = change.ended(failure);
    return failure.isEmpty()
        ? with(change.sizeAfter(), change.after(), multiAttach, ended)
        : with(sizeGibibytes, performance, multiAttach, ended);
  }

  private Volume with(int size, Performance speed, boolean multi, Modification change) {
    return new Volume(
        id,
        size,
        speed,
        zone,
        snapshotId,
        source,
        tree,
        keyArn,
        multi,
        created,
        state,
        attachments,
        Optional.of(change),
        dataKey,
        refusal);
  }

  @Override
  public Set<String> references() {
    Set<String> others = new HashSet<>();
    attachments.forEach(it -> others.add(it.instanceId()));
    snapshotId.ifPresent(others::add);
    return others;
  }
}
