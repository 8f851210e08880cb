package org.linnet.core.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.linnet.core.device.Recording.Launch;
import org.linnet.core.device.cuda.Kernel;
import org.linnet.core.device.cuda.Products;

/// What a record must keep apart although its addresses continue each other; [CudaDeviceTest] has the cases that matrices can
/// bring about.
///
/// **Oracle**: the parameters of each kernel in `kernels.cu`, and by hand what a launch over both parts would do.
///
/// **If wrong**: a launch on a GPU reads or writes what is not its own.
class RecordingTest {
  private static final int BYTES = 8;
  private static final long ONE = Double.doubleToRawLongBits(1);

  /// A column's softmax starts at its address and strides over `n` columns: two matrices of one column, of which the second
  /// lies one number further, are not one of two columns.
  @Test
  void kernelsOfColumnsAreNotMerged() {
    assertEquals(2, recorded(new Launch(Kernel.SOFTMAX, new long[]{1, 3, 1000, 2000}),
        new Launch(Kernel.SOFTMAX, new long[]{1, 3, 1000 + BYTES, 2000 + BYTES})).size());
    assertEquals(1, recorded(new Launch(Kernel.ACTIVATE, new long[]{1, 3, 1000, 2000}),
        new Launch(Kernel.ACTIVATE, new long[]{1, 3, 1000 + BYTES, 2000 + BYTES})).size());
  }

  /// The second look at a row is not a look at twice as many numbers.
  @Test
  void whatShareAllAddressesAreNotMerged() {
    assertEquals(2, recorded(new Launch(Kernel.FINITE, new long[]{5, 1000, 2000}),
        new Launch(Kernel.FINITE, new long[]{5, 1000, 2000})).size());
  }

  /// Rows of two and of three columns: 4 rows of 2 end where 4 rows of 3 begin.
  @Test
  void sumsOfOtherColumnsAreNotMerged() {
    long behind = 1000 + 4 * 2 * BYTES;
    assertEquals(2, recorded(new Launch(Kernel.COLUMN_SUMS, new long[]{2, 4, ONE, 1000, 0, 500}),
        new Launch(Kernel.COLUMN_SUMS, new long[]{3, 4, ONE, behind, ONE, 500})).size());
    assertEquals(1, recorded(new Launch(Kernel.COLUMN_SUMS, new long[]{2, 4, ONE, 1000, 0, 500}),
        new Launch(Kernel.COLUMN_SUMS, new long[]{2, 4, ONE, behind, ONE, 500})).size());
  }

  /// At constant distances by chance: a batch might round otherwise.
  @Test
  void productsOfOneStoreEachAreMergedAndOthersNot() {
    Object[] stores = {"A", "B", "C"};
    assertEquals(1, recorded(product(0, stores), product(1, stores)).size());
    for (int i = 0; i < 3; i++) {
      Object[] other = stores.clone();
      other[i] = "another";
      assertEquals(2, recorded(product(0, stores), product(1, other)).size(), "another store instead of " + stores[i]);
    }
  }

  /// The `l`-th product of 2 x 2 matrices that lie one behind the other.
  private static Recording.Multiply product(int l, Object[] stores) {
    Products of = new Products();
    of.m = 2;
    of.n = 2;
    of.k = 2;
    of.A = 1000 + 4L * BYTES * l;
    of.B = 2000 + 4L * BYTES * l;
    of.C = 3000 + 4L * BYTES * l;
    return new Recording.Multiply(of, stores[0], stores[1], stores[2]);
  }

  private static List<Recording.Step> recorded(Recording.Step... steps) {
    Recording recording = new Recording(BYTES);
    List.of(steps).forEach(recording::add);
    return recording.steps();
  }
}
