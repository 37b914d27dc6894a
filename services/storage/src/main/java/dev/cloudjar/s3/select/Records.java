package dev.cloudjar.s3.select;

import java.io.IOException;

/** Where records come from. */
@FunctionalInterface
public interface Records {

  /** Reads records one after the other, until there are no more or the sink wants none. */
  void read(Sink sink) throws IOException;

  /** Takes records. */
  @FunctionalInterface
  interface Sink {
    /** Takes one; false where no more are wanted. */
    boolean take(Row row) throws IOException;
  }
}
