package org.linnet.core.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/// Small files in the published formats, written from the formats' descriptions.
public final class TestFiles {
  private TestFiles() {}

  /// An IDX file of unsigned bytes.
  static byte[] idx(byte[] values, int... shape) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
    file.put((byte) 0).put((byte) 0).put((byte) 8).put((byte) shape.length);
    for (int extent : shape) {
      file.putInt(extent);
    }
    return file.put(values).array();
  }

  /// Images of 28 x 28 pixels; pixel `k` of image `i` is `i + k`, modulo 256.
  static byte[] images(int count) {
    byte[] pixels = new byte[count * 784];
    for (int k = 0; k < pixels.length; k++) {
      pixels[k] = (byte) (k / 784 + k % 784);
    }
    return idx(pixels, count, 28, 28);
  }

  /// Labels 0, 1, .., 9, 0, ..
  static byte[] labels(int count) {
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 10);
    }
    return idx(labels, count);
  }

  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return zipped.toByteArray();
  }

  /// Test files of MNIST's names in `root/mnist`, plain.
  public static Path mnistTestSet(Path root, int count) throws IOException {
    Path folder = Files.createDirectories(root.resolve("mnist"));
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), images(count));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(count));
    return folder;
  }

  /// CIFAR-10 records: in record `i`, the label is `i % 10` and the planes are filled with `i`, `i + 1` and `i + 2`.
  static byte[] cifar(int count) {
    byte[] records = new byte[count * 3073];
    for (int k = 0; k < records.length; k++) {
      int i = k / 3073;
      int at = k % 3073;
      records[k] = (byte) (at == 0 ? i % 10 : i + (at - 1) / 1024);
    }
    return records;
  }

  /// One entry of a tar archive (POSIX ustar): header, content, padding.
  static byte[] tarEntry(String name, char type, byte[] content) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 124, "%011o\0".formatted(content.length));
    put(header, 136, "00000000000\0");
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += Byte.toUnsignedInt(b);
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    int blocks = (content.length + 511) / 512;
    return ByteBuffer.allocate(512 + 512 * blocks).put(header).put(content).array();
  }

  static byte[] concatenated(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
