package org.linnet.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// **Oracle**: files written byte by byte from the format's description.
class IdxTest {
  @TempDir
  private Path folder;

  @Test
  void bytesOfAnyNumberOfDimensionsAreReadUnsigned() throws IOException {
    Idx idx = read(hex("0000 0803 00000002 00000001 00000003 00 7f 80 fe ff 01"));
    assertEquals(List.of(2, 1, 3), idx.shape());
    assertArrayEquals(new double[]{0, 127, 128, 254, 255, 1}, numbers(idx));
  }

  @Test
  void floatsAreReadBigEndian() throws IOException {
    Idx idx = read(hex("0000 0d02 00000001 00000002 3f800000 c0490fdb"));
    assertEquals(List.of(1, 2), idx.shape());
    assertArrayEquals(new double[]{1, -3.1415927410125732}, numbers(idx));
  }

  @Test
  void gzipIsKnownByItsContentNotItsName() throws IOException {
    byte[] plain = hex("0000 0801 00000002 05 06");
    Path zipped = Files.write(folder.resolve("plain-name"), TestFiles.gzip(plain));
    Path raw = Files.write(folder.resolve("name.gz"), plain);
    assertArrayEquals(new double[]{5, 6}, numbers(Idx.read(zipped)));
    assertArrayEquals(new double[]{5, 6}, numbers(Idx.read(raw)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void aMalformedFileIsNamedWithWhatIsWrong(String what, byte[] bytes, String message) throws IOException {
    Path file = Files.write(folder.resolve("file"), bytes);
    assertEquals(file + ": " + message,
        assertThrows(DataFormatException.class, () -> Idx.read(file), what).getMessage());
  }

  static Stream<Arguments> aMalformedFileIsNamedWithWhatIsWrong() {
    byte[] whole = TestFiles.gzip(hex("0000 0801 00000002 05 06"));
    byte[] wrongSum = whole.clone();
    wrongSum[wrongSum.length - 8] ^= 1;
    return Stream.of(
        Arguments.of("empty", new byte[0], "truncated: an IDX file starts with 4 bytes, got 0"),
        Arguments.of("magic cut", hex("0000 08"), "truncated: an IDX file starts with 4 bytes, got 3"),
        Arguments.of("text", "<html>".getBytes(StandardCharsets.US_ASCII),
            "not an IDX file: it must start with 0 0, got 60 104"),
        Arguments.of("little-endian", hex("0308 0000 0200 0000"), "not an IDX file: it must start with 0 0, got 3 8"),
        Arguments.of("32-bit integers", hex("0000 0c01 00000001 00000005"),
            "the type must be 0x08 (unsigned byte) or 0x0d (float), got 0x0c"),
        Arguments.of("no dimensions", hex("0000 0800"), "the number of dimensions must be at least 1, got 0"),
        Arguments.of("sizes cut", hex("0000 0803 00000002 0000"),
            "truncated: the sizes of 3 dimensions need 12 bytes, got 6"),
        Arguments.of("values cut", hex("0000 0802 00000002 00000003 0102030405"),
            "truncated: 2 x 3 bytes needs 6 bytes after the header, got 5"),
        Arguments.of("floats cut", hex("0000 0d01 00000002 3f800000 3f80"),
            "truncated: 2 floats needs 8 bytes after the header, got 6"),
        Arguments.of("trailing byte", hex("0000 0801 00000002 05 06 07"),
            "must end after 2 bytes, but more bytes follow"),
        Arguments.of("empty dimension", hex("0000 0802 00000000 0000001c"),
            "the sizes must be positive and the values fill less than 2 GiB, got 0 x 28 of 1 byte"),
        Arguments.of("overflowing sizes", hex("0000 0803 ffffffff ffffffff ffffffff"),
            "the sizes must be positive and the values fill less than 2 GiB, "
                + "got 4294967295 x 4294967295 x 4294967295 of 1 byte"),
        Arguments.of("sizes whose product wraps to 0", hex("0000 0d02 80000000 80000000"),
            "the sizes must be positive and the values fill less than 2 GiB, got 2147483648 x 2147483648 of 4 bytes"),
        Arguments.of("more than an array holds", hex("0000 0801 7ffffff8"),
            "the sizes must be positive and the values fill less than 2 GiB, got 2147483640 of 1 byte"),
        Arguments.of("a header that announces 2 GB and brings none", hex("0000 0801 7ffffff7"),
            "truncated: 2147483639 bytes needs 2147483639 bytes after the header, got 0"),
        Arguments.of("NaN", hex("0000 0d01 00000002 3f800000 7fc00000"), "value 1 must be finite, got NaN"),
        Arguments.of("infinity", hex("0000 0d01 00000001 ff800000"), "value 0 must be finite, got -Infinity"),
        Arguments.of("gzip cut", Arrays.copyOf(whole, whole.length - 9),
            "truncated: the compressed data end too early"),
        Arguments.of("gzip header only", Arrays.copyOf(whole, 10), "truncated: the compressed data end too early"),
        Arguments.of("gzip checksum", wrongSum, "corrupt gzip data: Corrupt GZIP trailer"));
  }

  @Test
  void aMissingFileIsThePlatformsError() {
    assertThrows(NoSuchFileException.class, () -> Idx.read(folder.resolve("nowhere")));
  }

  @Property(tries = 50)
  void everyProperPrefixOfAFileIsRefused(@ForAll @Size(min = 1, max = 20) byte[] values,
      @ForAll @IntRange(max = 27) int cut) throws IOException {
    byte[] whole = TestFiles.idx(values, values.length);
    Path file = Files.createTempFile("linnet", ".idx");
    try {
      Files.write(file, Arrays.copyOf(whole, Math.min(cut, whole.length - 1)));
      assertThrows(DataFormatException.class, () -> Idx.read(file));
      Files.write(file, whole);
      assertEquals(values.length, Idx.read(file).values().length());
    } finally {
      Files.delete(file);
    }
  }

  private Idx read(byte[] bytes) throws IOException {
    return Idx.read(Files.write(folder.resolve("file"), bytes));
  }

  private static double[] numbers(Idx idx) {
    return IntStream.range(0, idx.values().length()).mapToDouble(idx.values()::at).toArray();
  }

  private static byte[] hex(String digits) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(digits.replace(" ", ""))).array();
  }
}
