package dev.cloudjar.gateway;

import dev.cloudjar.cloud.CallObserver;
import dev.cloudjar.cloud.CallObservers;
import dev.cloudjar.cloud.ConsoleSignIn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everybody who watches calls. As long as rooms that have to hear of all of them are being opened,
 * what is answered is kept for whoever comes.
 */
final class Observers implements CallObserver, CallObservers {
  private static final System.Logger LOG = System.getLogger(Observers.class.getName());
  private static final int MOST_MISSED = 10_000;

  private final List<CallObserver> all;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable List<Consumer<CallObserver>> missed;

  /**
   * @param keeping whether to keep what is answered, until {@link #complete} is called
   */
  Observers(List<CallObserver> known, boolean keeping) {
    all = new CopyOnWriteArrayList<>(known);
    missed = keeping ? new ArrayList<>() : null;
  }

  @Override
  public void add(CallObserver observer) {
    lock.lock();
    try {
      List<Consumer<CallObserver>> kept = missed;
      if (kept != null) {
        kept.forEach(news -> news.accept(observer));
      }
      all.add(observer);
    } finally {
      lock.unlock();
    }
  }

  /** Nobody comes any more who has to hear of what was before. */
  void complete() {
    lock.lock();
    try {
      missed = null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void answered(Answered answered) {
    if (missed != null) {
      keep(observer -> observer.answered(answered));
      return;
    }
    for (CallObserver observer : all) {
      observer.answered(answered);
    }
  }

  @Override
  public void tell(ConsoleSignIn signIn) {
    keep(observer -> observer.signedIn(signIn));
  }

  private void keep(Consumer<CallObserver> news) {
    lock.lock();
    try {
      List<Consumer<CallObserver>> kept = missed;
      if (kept != null && kept.size() < MOST_MISSED) {
        kept.add(news);
      } else if (kept != null) {
        LOG.log(System.Logger.Level.WARNING, "too many calls before all rooms were open");
      }
      all.forEach(news);
    } finally {
      lock.unlock();
    }
  }
}
