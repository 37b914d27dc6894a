package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.store.Transaction;
import java.io.IOException;

/** Who has to hear of what changes in a network. */
public interface NetworkChanges {

  /** Something of a network is another, from the commit on. */
  void changed(Transaction transaction, Place place, String vpcId);

  /** Returns once the machine room has made of a network what its rows say. */
  void await(Place place, String vpcId) throws IOException;
}
