package org.linnet.core.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
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
    assertEquals(2, recorded(launch(Kernel.SOFTMAX, new long[]{1, 3, 1000, 2000}),
        launch(Kernel.SOFTMAX, new long[]{1, 3, 1000 + BYTES, 2000 + BYTES})).size());
    assertEquals(1, recorded(launch(Kernel.ACTIVATE, new long[]{1, 3, 1000, 2000}),
        launch(Kernel.ACTIVATE, new long[]{1, 3, 1000 + BYTES, 2000 + BYTES})).size());
  }

  /// The second look at a row is not a look at twice as many numbers.
  @Test
  void whatShareAllAddressesAreNotMerged() {
    assertEquals(2, recorded(launch(Kernel.FINITE, new long[]{5, 1000, 2000}),
        launch(Kernel.FINITE, new long[]{5, 1000, 2000})).size());
  }

  /// Two allocations that adjoin by chance, as a driver's may in one run and not in the next: one sum over the rows of both
  /// would round otherwise than two. Element by element it makes no difference.
  @Test
  void sumsOverOtherStoresAreNotMerged() {
    long behind = 1000 + 4 * 2 * BYTES;
    long[] first = {2, 4, ONE, 1000, 0, 500};
    long[] second = {2, 4, ONE, behind, ONE, 500};
    assertEquals(2, recorded(new Launch(Kernel.COLUMN_SUMS, first, new Object[]{null, null, null, "e", null, "sums"}),
        new Launch(Kernel.COLUMN_SUMS, second, new Object[]{null, null, null, "z", null, "sums"})).size());
    assertEquals(1, recorded(new Launch(Kernel.FILL, new long[]{8, ONE, 1000}, new Object[]{null, null, "e"}),
        new Launch(Kernel.FILL, new long[]{8, ONE, behind}, new Object[]{null, null, "z"})).size());
  }

  /// Rows of two and of three columns: 4 rows of 2 end where 4 rows of 3 begin.
  @Test
  void sumsOfOtherColumnsAreNotMerged() {
    long behind = 1000 + 4 * 2 * BYTES;
    assertEquals(2, recorded(launch(Kernel.COLUMN_SUMS, new long[]{2, 4, ONE, 1000, 0, 500}),
        launch(Kernel.COLUMN_SUMS, new long[]{3, 4, ONE, behind, ONE, 500})).size());
    assertEquals(1, recorded(launch(Kernel.COLUMN_SUMS, new long[]{2, 4, ONE, 1000, 0, 500}),
        launch(Kernel.COLUMN_SUMS, new long[]{2, 4, ONE, behind, ONE, 500})).size());
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

  /// All in one store.
  private static Launch launch(Kernel kernel, long[] parameters) {
    Object[] stores = new Object[parameters.length];
    Arrays.fill(stores, "a store");
    return new Launch(kernel, parameters, stores);
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
