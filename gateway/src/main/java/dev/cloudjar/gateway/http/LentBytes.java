package dev.cloudjar.gateway.http;

import dev.cloudjar.cloud.Content;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;

/** Bytes that go back to whom they belong when they have left, or don't. */
final class LentBytes extends UnpooledUnsafeDirectByteBuf {
  private final Content.Lent lent;

  LentBytes(ByteBufAllocator allocator, Content.Lent lent) {
    super(allocator, lent.bytes(), lent.bytes().remaining());
    this.lent = lent;
  }

  @Override
  protected void deallocate() {
    super.deallocate();
    lent.giveBack().run();
  }
}
