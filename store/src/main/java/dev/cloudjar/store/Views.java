package dev.cloudjar.store;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The views in use, each shared by all who began at the same version. */
final class Views {
  private final Engine engine;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition unused = lock.newCondition();

  private @Nullable Shared oldest;
  private @Nullable Shared newest;
  private @Nullable Shared durable;
  private boolean closed;

  /** The last version of which every change is applied. */
  private volatile long applied;

  /** The last version of which any change may be applied. */
  private volatile long applying;

  Views(Engine engine) {
    this.engine = engine;
  }

  /** A view with the versions it stands for, in a list by age. */
  static final class Shared {
    private final Engine.View view;
    private final long version;
    private final long latestVersion;
    private int users = 1;
    private @Nullable Shared older;
    private @Nullable Shared newer;

    private Shared(Engine.View view, long version, long latestVersion) {
      this.view = view;
      this.version = version;
      this.latestVersion = latestVersion;
    }

    Engine.View view() {
      return view;
    }

    /** The view shows all changes up to this version. */
    long version() {
      return version;
    }

    /** The view may show changes up to this version, but none after it. */
    long latestVersion() {
      return latestVersion;
    }
  }

  long applied() {
    return applied;
  }

  void beginApplying(long version) {
    applying = version;
  }

  void endApplying(long version) {
    applied = version;
  }

  /** A view of all that is applied; to be released. */
  Shared acquire() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the store is closed");
      }
      long version = applied;
      Shared latest = newest;
      if (latest != null && latest.version == version) {
        latest.users++;
        return latest;
      }
      Engine.View view = engine.view();
      Shared shared = new Shared(view, version, applying);
      shared.older = latest;
      if (latest == null) {
        oldest = shared;
      } else {
        latest.newer = shared;
      }
      newest = shared;
      return shared;
    } finally {
      lock.unlock();
    }
  }

  /** A view of all that is durable, where that is kept track of; to be released. */
  Shared acquireDurable() {
    lock.lock();
    try {
      Shared shared = durable;
      if (shared == null) {
        return acquire();
      }
      shared.users++;
      return shared;
    } finally {
      lock.unlock();
    }
  }

  /** Makes an acquired view the durable one. */
  void setDurable(@Nullable Shared shared) {
    lock.lock();
    try {
      Shared before = durable;
      durable = shared;
      release(before);
    } finally {
      lock.unlock();
    }
  }

  /** All changes up to this version are durable. */
  long durableVersion() {
    lock.lock();
    try {
      return durable == null ? applied : durable.version;
    } finally {
      lock.unlock();
    }
  }

  void release(@Nullable Shared shared) {
    if (shared == null) {
      return;
    }
    lock.lock();
    try {
      if (--shared.users > 0) {
        return;
      }
      shared.view.close();
      unlink(shared);
      if (oldest == null) {
        unused.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The oldest version that a view in use stands for. */
  long oldest() {
    lock.lock();
    try {
      return oldest == null ? applied : oldest.version;
    } finally {
      lock.unlock();
    }
  }

  /** Gives no more views; true once none is in use. */
  boolean close(long timeoutSeconds) {
    lock.lock();
    try {
      closed = true;
      long nanos = TimeUnit.SECONDS.toNanos(timeoutSeconds);
      while (oldest != null) {
        if (nanos <= 0) {
          return false;
        }
        nanos = unused.awaitNanos(nanos);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void unlink(Shared shared) {
    Shared before = shared.older;
    Shared after = shared.newer;
    if (before == null) {
      oldest = after;
    } else {
      before.newer = after;
    }
    if (after == null) {
      newest = before;
    } else {
      after.older = before;
    }
  }
}
