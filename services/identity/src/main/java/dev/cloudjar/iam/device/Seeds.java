package dev.cloudjar.iam.device;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** A seed as people and their telephones take it. */
public final class Seeds {
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int BITS = 5;
  private static final int PIXELS = 300;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final String ISSUER = "Amazon%20Web%20Services";

  private Seeds() {}

  /** In base 32; the length of the seed is a multiple of five, so that nothing is padded. */
  public static String base32(byte[] seed) {
    StringBuilder text = new StringBuilder();
    int buffer = 0;
    int held = 0;
    for (byte b : seed) {
      buffer = buffer << Byte.SIZE | (b & 0xFF);
      held += Byte.SIZE;
      while (held >= BITS) {
        held -= BITS;
        text.append(LETTERS.charAt(buffer >> held & (LETTERS.length() - 1)));
      }
    }
    return text.toString();
  }

  /** What the picture says. */
  public static String uri(byte[] seed, String device, String account) {
    String label = URLEncoder.encode(device + "@" + account, StandardCharsets.UTF_8);
    return "otpauth://totp/"
        + ISSUER
        + ":"
        + label
        + "?secret="
        + base32(seed)
        + "&issuer="
        + ISSUER;
  }

  /** A QR code as a picture in PNG. */
  public static byte[] picture(String text) {
    try {
      return png(new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, PIXELS, PIXELS));
    } catch (WriterException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Black and white, a bit for each pixel. Written here since the desktop's classes are heavy. */
  private static byte[] png(BitMatrix matrix) {
    int width = matrix.getWidth();
    int height = matrix.getHeight();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(file)) {
      out.write(PNG);
      ByteArrayOutputStream header = new ByteArrayOutputStream();
      DataOutputStream fields = new DataOutputStream(header);
      fields.writeInt(width);
      fields.writeInt(height);
      fields.write(new byte[] {1, 0, 0, 0, 0});
      chunk(out, "IHDR", header.toByteArray());
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (DeflaterOutputStream rows = new DeflaterOutputStream(packed)) {
        for (int y = 0; y < height; y++) {
          byte[] row = new byte[1 + (width + Byte.SIZE - 1) / Byte.SIZE];
          for (int x = 0; x < width; x++) {
            if (!matrix.get(x, y)) {
              row[1 + x / Byte.SIZE] |= (byte) (0x80 >> x % Byte.SIZE);
            }
          }
          rows.write(row);
        }
      }
      chunk(out, "IDAT", packed.toByteArray());
      chunk(out, "IEND", new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 checksum = new CRC32();
    checksum.update(name);
    checksum.update(data);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) checksum.getValue());
  }
}
