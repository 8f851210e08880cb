package org.linnet.theory.oracle;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// A random network with data: widths `N(0), .., N(L)`, samples, which of its options are on, and a seed for all numbers.
public record Instance(List<Integer> widths, int samples, Options options, long seed) {

  /// Scalings and precisions always; skips where widths allow; biases; one layer zero; one layer of rank one.
  public enum Options {
    PLAIN, SKIPS, BIASES, ZERO_LAYER, RANK_ONE
  }

  /// Depths `least` to `most` with widths 1 to 3 and up to 3 samples.
  public static Arbitrary<Instance> ofDepth(int least, int most) {
    Arbitrary<List<Integer>> widths = Arbitraries.integers().between(1, 3).list().ofMinSize(least + 1)
        .ofMaxSize(most + 1);
    return Combinators.combine(widths, Arbitraries.integers().between(1, 3), Arbitraries.of(Options.class),
        Arbitraries.longs()).as(Instance::new);
  }

  public DeepLinearNet net() {
    int L = widths.size() - 1;
    RandomStream random = RandomStream.of(seed);
    DMatrixRMaj[] W = new DMatrixRMaj[L];
    double[] a = new double[L];
    double[] tau = new double[L];
    double[] gamma = new double[L];
    double[][] b = new double[L][];
    int special = random.nextInt(L);
    for (int l = 0; l < L; l++) {
      W[l] = gaussian(random, widths.get(l + 1), widths.get(l));
      a[l] = 0.5 + random.nextDouble();
      tau[l] = options == Options.SKIPS && widths.get(l).equals(widths.get(l + 1)) ? 1 : 0;
      gamma[l] = Math.exp(0.7 * random.nextGaussian());
      b[l] = gaussian(random, widths.get(l + 1), 1).data;
    }
    if (options == Options.ZERO_LAYER) {
      W[special].zero();
    }
    if (options == Options.RANK_ONE) {
      for (int k = 0; k < W[special].data.length; k++) {
        W[special].data[k] = W[special].data[k % W[special].numCols]; // all rows equal
      }
    }
    DeepLinearNet net = DeepLinearNet.of(W).withScalings(a).withSkips(tau).withPrecisions(gamma);
    return options == Options.BIASES ? net.withBiases(b) : net;
  }

  public DMatrixRMaj x() {
    return gaussian(RandomStream.of(seed).split(1), widths.getFirst(), samples);
  }

  public DMatrixRMaj y() {
    return gaussian(RandomStream.of(seed).split(2), widths.getLast(), samples);
  }

  /// A random direction of the weights.
  public List<DMatrixRMaj> direction(long key) {
    RandomStream random = RandomStream.of(seed).split(key);
    List<DMatrixRMaj> V = new ArrayList<>();
    for (int l = 1; l < widths.size(); l++) {
      V.add(gaussian(random, widths.get(l), widths.get(l - 1)));
    }
    return V;
  }

  /// That direction with all layers but `l` zero.
  public List<DMatrixRMaj> direction(long key, int l) {
    List<DMatrixRMaj> V = direction(key);
    for (int k = 1; k <= V.size(); k++) {
      if (k != l) {
        V.get(k - 1).zero();
      }
    }
    return V;
  }

  public static DMatrixRMaj gaussian(RandomStream random, int rows, int columns) {
    DMatrixRMaj M = new DMatrixRMaj(rows, columns);
    for (int k = 0; k < M.data.length; k++) {
      M.data[k] = random.nextGaussian();
    }
    return M;
  }
}
