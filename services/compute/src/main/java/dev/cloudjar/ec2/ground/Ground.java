package dev.cloudjar.ec2.ground;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Function;

/**
 * What the room's parts share.
 *
 * @param cloud what the room was given
 * @param ids makes ids
 * @param tokens knows which requests were made before
 */
public record Ground(Cloud cloud, Ec2Ids ids, ClientTokens tokens) {

  /** Of the room that EC2 is. */
  public static Ground of(Cloud cloud) {
    Ground ground = beside(cloud);
    ground.tokens.forgetInTime();
    return ground;
  }

  /** Of a room for another service over the same rows. */
  public static Ground beside(Cloud cloud) {
    return new Ground(
        cloud,
        new Ec2Ids(cloud.ids()),
        new ClientTokens(cloud.store(), cloud.clock(), cloud.work()));
  }

  public KeyValueStore store() {
    return cloud.store();
  }

  /** As {@link KeyValueStore#read}. */
  public <T> T read(Function<Snapshot, T> body) {
    return cloud.store().read(body);
  }

  /** As {@link KeyValueStore#transact}. */
  public <T> T transact(Function<Transaction, T> body) {
    return cloud.store().transact(body);
  }

  /** Has a kind of work be done about a resource, once its time has come. */
  public void schedule(Transaction transaction, String kind, Place place, String id, Instant due) {
    String item = new ResourceKey(place, id).workId();
    cloud.work().schedule(transaction, kind, item, due, item.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes back what was scheduled. */
  public void cancel(Transaction transaction, String kind, Place place, String id) {
    cloud.work().cancel(transaction, kind, new ResourceKey(place, id).workId());
  }
}
