package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.store.Transaction;

/** Who has to hear of what changes in a network. */
@FunctionalInterface
public interface NetworkChanges {

  /** Something of a network is another, from the commit on. */
  void changed(Transaction transaction, Place place, String vpcId);
}
