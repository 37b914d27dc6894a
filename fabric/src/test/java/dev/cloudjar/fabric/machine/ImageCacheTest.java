package dev.cloudjar.fabric.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageCacheTest {
  @TempDir Path directory;

  @Test
  void thoseWhoWantTheSameImageWaitForOneToMakeIt() throws Exception {
    var made = new AtomicInteger();
    var begun = new CountDownLatch(1);
    var told = new ArrayList<String>();
    ImageCache.ImageMaker maker =
        (tree, name, progress) -> {
          made.incrementAndGet();
          begun.countDown();
          Files.createDirectory(tree);
          progress.accept("making " + name);
          Files.createFile(tree.resolve("whole"));
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<Future<Void>>();
      for (int i = 0; i < 8; i++) {
        // Each as another installation would.
        ImageCache cache = ImageCache.of(directory, maker);
        results.add(
            threads.submit(
                (Callable<Void>)
                    () -> {
                      cache.prepare("debian-12", told::add);
                      assertThat(cache.path("debian-12").resolve("whole")).exists();
                      return null;
                    }));
      }
      assertThat(begun.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      for (Future<Void> result : results) {
        result.get();
      }
    }
    assertThat(made).hasValue(1);
    assertThat(told).containsExactly("making debian-12");
  }

  @Test
  void halfAnImageIsNoneAndIsMadeAgain() throws IOException {
    var attempts = new AtomicInteger();
    ImageCache images =
        ImageCache.of(
            directory,
            (tree, name, progress) -> {
              Files.createDirectory(tree);
              if (attempts.incrementAndGet() == 1) {
                throw new IOException("the mirror is away");
              }
            });
    assertThatThrownBy(() -> images.prepare("debian-12", line -> {}))
        .hasMessageContaining("the mirror is away");
    assertThat(images.present()).isEmpty();
    // What a process left behind that was killed meanwhile.
    Files.createDirectories(directory.resolve(".new-debian-12/usr"));
    images.prepare("debian-12", line -> {});
    images.prepare("debian-12", line -> {});
    assertThat(attempts).hasValue(2);
    assertThat(images.present()).containsExactly("debian-12");
    assertThat(images.path("debian-12")).isEmptyDirectory();
  }

  @Test
  void onlyDistributionsThatAreKnownAreMade() {
    assertThat(Distribution.of("debian-12").suite()).isEqualTo("bookworm");
    assertThatThrownBy(() -> Distribution.of("windows"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("debian-12");
  }
}
