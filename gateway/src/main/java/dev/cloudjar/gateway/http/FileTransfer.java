package dev.cloudjar.gateway.http;

import dev.cloudjar.cloud.Content;
import io.netty.channel.DefaultFileRegion;

/** A part of a file that leaves within the kernel. */
final class FileTransfer extends DefaultFileRegion {
  private final Content.FileSpan span;

  FileTransfer(Content.FileSpan span) {
    super(span.file(), span.position(), span.sizeBytes());
    this.span = span;
  }

  /** Closes what the span wants closed; its file may serve others. */
  @Override
  protected void deallocate() {
    span.close();
  }
}
