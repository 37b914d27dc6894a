package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;

class SelectStreamTest {
  private final List<SdkPojo> sent = new ArrayList<>();
  private long nanos;

  private List<String> kinds() {
    return sent.stream().map(it -> it.getClass().getSimpleName()).toList();
  }

  private void pass(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  @Behaviour("S3-SELECT-01")
  void whoeverWaitsLongHearsThatItGoesOn() throws IOException {
    SelectStreamOperations stream = new SelectStreamOperations(sent::add, false, () -> nanos);
    InputStream in = stream.processed(stream.scanned(new ByteArrayInputStream(new byte[100])));
    in.read(new byte[10]);
    pass(4);
    in.read(new byte[10]);
    assertThat(sent).isEmpty();
    pass(1);
    in.read(new byte[10]);
    in.read(new byte[10]);
    assertThat(kinds()).containsExactly("DefaultCont");
    pass(5);
    stream.take(new byte[3]);
    assertThat(kinds()).containsExactly("DefaultCont", "DefaultCont");
    stream.take(new byte[200_000]);
    pass(4);
    in.read(new byte[10]);
    stream.end();
    assertThat(kinds())
        .containsExactly(
            "DefaultCont", "DefaultCont", "DefaultRecords", "DefaultStats", "DefaultEnd");
  }

  @Test
  @Behaviour("S3-SELECT-01")
  void whoeverAsksHearsHowFarItIsEveryEightMegabytes() throws IOException {
    SelectStreamOperations stream = new SelectStreamOperations(sent::add, true, () -> nanos);
    InputStream in = stream.processed(stream.scanned(new ByteArrayInputStream(new byte[20 << 20])));
    in.transferTo(OutputStream.nullOutputStream());
    stream.end();
    assertThat(kinds())
        .containsExactly(
            "DefaultProgress", "DefaultProgress", "DefaultProgress", "DefaultStats", "DefaultEnd");
  }
}
