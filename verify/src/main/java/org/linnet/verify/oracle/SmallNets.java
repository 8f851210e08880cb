package org.linnet.verify.oracle;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.net.DeepLinearNet;

/// Clamped networks with small integer entries, which jqwik shrinks towards depth 1, width 1 and zeros.
public final class SmallNets {
  private static final int MAX_DEPTH = 4;
  private static final int MAX_WIDTH = 3;
  private static final int MAX_ENTRY = 3;

  private SmallNets() {}

  /// Unit scalings and precisions, no skips.
  public static Arbitrary<ClampedNet> any() {
    return Arbitraries.integers().between(1, MAX_WIDTH).list().ofMinSize(2).ofMaxSize(MAX_DEPTH + 1)
        .flatMap(widths -> samples().flatMap(B -> filled(widths, B)));
  }

  /// At least `hidden` hidden layers, and all widths equal.
  public static Arbitrary<ClampedNet> square(int hidden) {
    return Arbitraries.integers().between(hidden + 1, MAX_DEPTH).flatMap(depth -> Arbitraries.integers()
        .between(1, MAX_WIDTH).map(width -> Collections.nCopies(depth + 1, width)))
        .flatMap(widths -> samples().flatMap(B -> filled(widths, B)));
  }

  /// Any, with precisions 1, 2 or 3.
  public static Arbitrary<ClampedNet> withPrecisions() {
    return any().flatMap(plain -> perLayer(plain, 1, 3)
        .map(gamma -> new ClampedNet(plain.net().withPrecisions(gamma), plain.x(), plain.y())));
  }

  /// Any, with scalings of -2 to 2.
  public static Arbitrary<ClampedNet> withScalings() {
    return any().flatMap(plain -> perLayer(plain, -2, 2)
        .map(a -> new ClampedNet(plain.net().withScalings(a), plain.x(), plain.y())));
  }

  /// Of equal widths, with identity skips over the hidden-to-hidden layers.
  public static Arbitrary<ClampedNet> withHiddenSkips() {
    return square(2).map(plain -> new ClampedNet(plain.net().withHiddenSkips(), plain.x(), plain.y()));
  }

  private static Arbitrary<Integer> samples() {
    return Arbitraries.integers().between(1, 2);
  }

  private static Arbitrary<double[]> perLayer(ClampedNet plain, int least, int most) {
    return Arbitraries.integers().between(least, most).shrinkTowards(1).list().ofSize(plain.net().depth())
        .map(values -> values.stream().mapToDouble(Integer::doubleValue).toArray());
  }

  private static Arbitrary<ClampedNet> filled(List<Integer> widths, int B) {
    int L = widths.size() - 1;
    int entries = (widths.getFirst() + widths.getLast()) * B;
    for (int l = 1; l <= L; l++) {
      entries += widths.get(l) * widths.get(l - 1);
    }
    return Arbitraries.integers().between(-MAX_ENTRY, MAX_ENTRY).list().ofSize(entries).map(values -> {
      Iterator<Integer> next = values.iterator();
      DMatrixRMaj[] W = new DMatrixRMaj[L];
      for (int l = 1; l <= L; l++) {
        W[l - 1] = take(next, widths.get(l), widths.get(l - 1));
      }
      return new ClampedNet(DeepLinearNet.of(W), take(next, widths.getFirst(), B), take(next, widths.getLast(), B));
    });
  }

  private static DMatrixRMaj take(Iterator<Integer> next, int rows, int columns) {
    DMatrixRMaj M = new DMatrixRMaj(rows, columns);
    for (int k = 0; k < M.data.length; k++) {
      M.data[k] = next.next();
    }
    return M;
  }
}
