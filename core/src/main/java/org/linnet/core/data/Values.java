package org.linnet.core.data;

import java.util.Arrays;

/// Raw numbers as they were published, in their compact form. The arrays are handed over, not copied.
sealed interface Values {
  int length();

  double at(int k);

  /// A copy of the numbers `from .. to-1`.
  Values range(int from, int to);

  /// Numbers 0 .. 255, one byte each.
  final class Bytes implements Values {
    private final byte[] data;

    Bytes(byte[] data) {
      this.data = data;
    }

    @Override
    public int length() {
      return data.length;
    }

    @Override
    public double at(int k) {
      return integer(k);
    }

    int integer(int k) {
      return Byte.toUnsignedInt(data[k]);
    }

    @Override
    public Bytes range(int from, int to) {
      return new Bytes(Arrays.copyOfRange(data, from, to));
    }
  }

  /// Single-precision numbers.
  final class Floats implements Values {
    private final float[] data;

    Floats(float[] data) {
      this.data = data;
    }

    @Override
    public int length() {
      return data.length;
    }

    @Override
    public double at(int k) {
      return data[k];
    }

    @Override
    public Floats range(int from, int to) {
      return new Floats(Arrays.copyOfRange(data, from, to));
    }
  }
}
