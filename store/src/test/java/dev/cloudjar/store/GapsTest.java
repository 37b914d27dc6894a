package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is known to be empty is remembered at every step, and all is as without. */
class GapsTest extends KeyValueStoreKit {
  private final Slow engine = new Slow();

  private static final class Slow implements Engine {
    private final Engine engine = new TreeEngine();
    private Runnable onceVisible = KeyValueStoreKit::letOthersRun;

    @Override
    public View view() {
      return engine.view();
    }

    @Override
    public void apply(WriteSet writes) {
      KeyValueStoreKit.letOthersRun();
      engine.apply(writes);
      onceVisible.run();
    }

    @Override
    public void sync() {}

    @Override
    public OptionalLong slowScanNanos() {
      return OptionalLong.of(-1);
    }

    @Override
    public void close() {}
  }

  @Override
  protected KeyValueStore openStore() {
    return new OptimisticStore(engine, Durability.OS);
  }

  @Test
  void walksOverWhatIsJustBeingPutIntoAGap() {
    put("a", "a");
    put("c", "c");
    KeyRange all = range("a", "z");
    assertThat(scan(all)).containsExactly("a=a", "c=c");
    List<String> seen = new ArrayList<>();
    engine.onceVisible =
        () ->
            inAnotherThread(
                () ->
                    store.read(
                        snapshot -> {
                          assertThat(snapshot.get(key("b"))).isNotNull();
                          return seen.addAll(collect(snapshot.scan(all)));
                        }));

    put("b", "b");

    assertThat(seen).containsExactly("a=a", "b=b", "c=c");
  }

  private static void inAnotherThread(Runnable action) {
    CompletableFuture.runAsync(action).join();
  }
}
