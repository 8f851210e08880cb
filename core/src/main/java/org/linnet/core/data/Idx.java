package org.linnet.core.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// An array in the IDX format of the MNIST files: `0 0 type n`, then `n` sizes of 32 bits, then the values, row-major,
/// everything big-endian. Unsigned bytes and single-precision numbers are read; the other types are not published in
/// any data set here.
///
/// A file is read as gzip if it starts like one, whatever its name. Memory grows with the bytes that are really there,
/// never with what a header announces.
record Idx(List<Integer> shape, Values values) {
  private static final int UNSIGNED_BYTE = 0x08;
  private static final int FLOAT = 0x0d;
  /// What the largest array holds on every JVM.
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  static Idx read(Path file) throws IOException {
    try (InputStream in = open(file)) {
      Header header = Header.read(file, in);
      byte[] bytes = in.readNBytes(header.bytes());
      if (bytes.length < header.bytes()) {
        throw new DataFormatException(file,
            "truncated: " + header + " needs " + header.bytes() + " bytes after the header, got " + bytes.length);
      }
      if (in.read() >= 0) {
        throw new DataFormatException(file, "must end after " + header + ", but more bytes follow");
      }
      return new Idx(header.shape(), switch (header.type()) {
        case FLOAT -> new Values.Floats(floats(file, bytes));
        default -> new Values.Bytes(bytes);
      });
    } catch (EOFException truncated) {
      throw new DataFormatException(file, "truncated: the compressed data end too early", truncated);
    } catch (ZipException corrupt) {
      throw new DataFormatException(file, "corrupt gzip data: " + corrupt.getMessage(), corrupt);
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return gzip ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in;
    } catch (IOException | RuntimeException failure) {
      in.close();
      throw failure;
    }
  }

  private static float[] floats(Path file, byte[] bytes) throws DataFormatException {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    for (int k = 0; k < values.length; k++) {
      if (!Float.isFinite(values[k])) {
        throw new DataFormatException(file, "value " + k + " must be finite, got " + values[k]);
      }
    }
    return values;
  }

  /// Sizes as text: `60000 x 28 x 28`.
  static String product(List<? extends Number> shape) {
    return shape.stream().map(Number::toString).collect(Collectors.joining(" x "));
  }

  private record Header(int type, List<Integer> shape, int bytes) {
    static Header read(Path file, InputStream in) throws IOException {
      byte[] magic = in.readNBytes(4);
      if (magic.length < 4) {
        throw new DataFormatException(file, "truncated: an IDX file starts with 4 bytes, got " + magic.length);
      }
      if (magic[0] != 0 || magic[1] != 0) {
        throw new DataFormatException(file, "not an IDX file: it must start with 0 0, got "
            + Byte.toUnsignedInt(magic[0]) + " " + Byte.toUnsignedInt(magic[1]));
      }
      int size = switch (magic[2]) {
        case UNSIGNED_BYTE -> 1;
        case FLOAT -> Float.BYTES;
        default -> throw new DataFormatException(file,
            "the type must be 0x08 (unsigned byte) or 0x0d (float), got 0x%02x".formatted(magic[2]));
      };
      int n = Byte.toUnsignedInt(magic[3]);
      if (n == 0) {
        throw new DataFormatException(file, "the number of dimensions must be at least 1, got 0");
      }
      byte[] sizes = in.readNBytes(4 * n);
      if (sizes.length < 4 * n) {
        throw new DataFormatException(file,
            "truncated: the sizes of " + n + " dimensions need " + 4 * n + " bytes, got " + sizes.length);
      }
      ByteBuffer words = ByteBuffer.wrap(sizes);
      List<Long> shape = IntStream.range(0, n).mapToObj(i -> Integer.toUnsignedLong(words.getInt(4 * i))).toList();
      long bytes = size;
      for (long extent : shape) {
        if (extent == 0 || bytes > MOST_BYTES / extent) {
          throw new DataFormatException(file, "the sizes must be positive and the values fill less than 2 GiB, got "
              + product(shape) + " of " + size + (size == 1 ? " byte" : " bytes"));
        }
        bytes *= extent;
      }
      return new Header(magic[2], shape.stream().map(Math::toIntExact).toList(), (int) bytes);
    }

    @Override
    public String toString() {
      return product(shape) + (type == FLOAT ? " floats" : " bytes");
    }
  }
}
