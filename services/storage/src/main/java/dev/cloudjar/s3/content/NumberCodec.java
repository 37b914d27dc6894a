package dev.cloudjar.s3.content;

import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import dev.cloudjar.store.ValueCodec;

/** Rows that are one number. */
public enum NumberCodec implements ValueCodec<Long> {
  INSTANCE;

  @Override
  public byte[] write(Long value) {
    return new RowWriter(10).number(value).toBytes();
  }

  @Override
  public Long read(byte[] bytes) {
    return new RowReader(bytes).number();
  }
}
