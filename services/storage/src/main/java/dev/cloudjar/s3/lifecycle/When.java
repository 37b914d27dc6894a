package dev.cloudjar.s3.lifecycle;

import java.time.Instant;

/** When a rule acts on an object. */
public sealed interface When {

  /** When it acts on what began at {@code from}: a midnight. */
  Instant due(Instant from);

  /** So many days after the object was written. */
  record Days(int days) implements When {
    @Override
    public Instant due(Instant from) {
      return Midnight.after(from, days);
    }
  }

  /** From a date on, on what is written later, too. */
  record Date(Instant date) implements When {
    @Override
    public Instant due(Instant from) {
      Instant written = Midnight.notBefore(from);
      return written.isAfter(date) ? written : date;
    }
  }
}
