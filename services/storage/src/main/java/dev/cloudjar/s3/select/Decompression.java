package dev.cloudjar.s3.select;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.util.zip.GZIPInputStream;
import org.itadaki.bzip2.BZip2InputStream;

/** How what is read is compressed. */
public enum Decompression {
  NONE,
  GZIP,
  BZIP2;

  private static final int BUFFER_BYTES = 1 << 16;

  /** What is within. */
  public InputStream open(InputStream in) throws IOException {
    try {
      return switch (this) {
        case NONE -> in;
        case GZIP -> new Checked(new GZIPInputStream(in, BUFFER_BYTES));
        case BZIP2 ->
            new Checked(new BZip2InputStream(new BufferedInputStream(in, BUFFER_BYTES), false));
      };
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static SelectException failure(Exception e) {
    return e instanceof EOFException
        ? new SelectException(
            "TruncatedInput",
            "Object decompression failed. Check that the object is properly compressed.")
        : new SelectException(
            "InvalidCompressionFormat",
            "The file is not in a supported compression format. Only GZIP and BZIP2 are supported.");
  }

  /** Says by its own error that what was compressed is damaged. */
  private static final class Checked extends InputStream {
    private final InputStream in;
    private final byte[] one = new byte[1];

    Checked(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return in.read(target, offset, length);
      } catch (ClosedChannelException e) {
        throw e;
      } catch (IOException | IndexOutOfBoundsException e) {
        throw failure(e);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
