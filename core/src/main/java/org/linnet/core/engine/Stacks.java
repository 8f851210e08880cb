package org.linnet.core.engine;

import java.util.function.IntUnaryOperator;
import org.linnet.core.device.Device;
import org.linnet.core.device.Matrix;

/// Allocates layers so that equal neighbours lie in one store, at a constant distance: a device may then work on all of them
/// at once.
final class Stacks {
  private static final long LARGEST = 1L << 28;

  private Stacks() {}

  /// Matrices `from..to` of these shapes; the entries below `from` are null.
  static Matrix[] of(Device device, int from, int to, IntUnaryOperator rows, IntUnaryOperator columns) {
    Matrix[] all = new Matrix[to + 1];
    for (int l = from; l <= to;) {
      int m = rows.applyAsInt(l);
      int n = columns.applyAsInt(l);
      int end = l + 1;
      while (end <= to && rows.applyAsInt(end) == m && columns.applyAsInt(end) == n
          && (end + 1L - l) * m * n <= LARGEST) {
        end++;
      }
      System.arraycopy(device.stack(end - l, m, n), 0, all, l, end - l);
      l = end;
    }
    return all;
  }
}
