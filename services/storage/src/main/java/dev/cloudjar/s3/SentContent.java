package dev.cloudjar.s3;

import dev.cloudjar.cloud.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Content that counts what leaves. It tells so before its last byte is handed on, so that whoever
 * has it all finds that it was told.
 */
final class SentContent implements Content.Reader {
  private final Content.Pulled content;
  private final LongConsumer whenSent;
  private final AtomicBoolean told = new AtomicBoolean();
  private long sentBytes;

  SentContent(Content.Pulled content, LongConsumer whenSent) {
    this.content = content;
    this.whenSent = whenSent;
  }

  Content.Pulled pulled() {
    return new Content.Pulled(content.sizeBytes(), this, this::close);
  }

  @Override
  public void read(ByteBuffer target) throws IOException {
    int before = target.position();
    content.reader().read(target);
    sent(target.position() - before);
  }

  @Override
  public Content.@Nullable Lent lend(int mostBytes) throws IOException {
    Content.Lent lent = content.reader().lend(mostBytes);
    if (lent != null) {
      sent(lent.bytes().remaining());
    }
    return lent;
  }

  private void sent(int bytes) {
    sentBytes += bytes;
    if (sentBytes >= content.sizeBytes()) {
      tell();
    }
  }

  private void close() {
    try {
      content.onClose().run();
    } finally {
      tell();
    }
  }

  private void tell() {
    if (told.compareAndSet(false, true)) {
      whenSent.accept(sentBytes);
    }
  }

  static Content.Streamed streamed(Content.Streamed content, LongConsumer whenSent) {
    return new Content.Streamed(
        content.sizeBytes(),
        target -> {
          Counting counting = new Counting(target);
          try {
            content.source().writeTo(counting);
          } finally {
            whenSent.accept(counting.bytes);
          }
        });
  }

  private static final class Counting implements WritableByteChannel {
    private final WritableByteChannel target;
    private long bytes;

    Counting(WritableByteChannel target) {
      this.target = target;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int written = target.write(source);
      bytes += written;
      return written;
    }

    @Override
    public boolean isOpen() {
      return target.isOpen();
    }

    @Override
    public void close() throws IOException {
      target.close();
    }
  }
}
