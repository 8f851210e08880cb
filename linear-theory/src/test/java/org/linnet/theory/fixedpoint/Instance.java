package org.linnet.theory.fixedpoint;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// A random network with data: widths `N(0), .., N(L)`, a batch, what is special, and a seed for all entries.
public record Instance(List<Integer> widths, int samples, Special special, long seed) {

  /// What sets a network apart from a plain one with scalings and precisions.
  public enum Special {
    PLAIN, SKIPS, BIASES, ZERO_LAYER, RANK_ONE
  }

  /// Depths 1..6, widths 1..5, so with bottlenecks and all.
  public static Arbitrary<Instance> all() {
    Arbitrary<List<Integer>> widths = Arbitraries.integers().between(1, 5).list().ofMinSize(2).ofMaxSize(7);
    return Combinators.combine(widths, Arbitraries.integers().between(1, 4), Arbitraries.of(Special.values()),
        Arbitraries.longs()).as(Instance::new);
  }

  /// Those with a hidden layer.
  public static Arbitrary<Instance> deep() {
    return all().filter(of -> of.widths().size() > 2);
  }

  public DeepLinearNet net() {
    RandomStream random = RandomStream.of(seed);
    int L = widths.size() - 1;
    DMatrixRMaj[] W = new DMatrixRMaj[L];
    double[] a = new double[L];
    double[] tau = new double[L];
    double[] gamma = new double[L];
    double[][] c = new double[L][];
    for (int l = 0; l < L; l++) {
      W[l] = weight(random, l);
      a[l] = 0.5 + random.nextDouble();
      tau[l] = special == Special.SKIPS && widths.get(l).equals(widths.get(l + 1)) ? 1 : 0;
      gamma[l] = Math.exp(random.nextGaussian());
      c[l] = gaussian(random, widths.get(l + 1), 1, 1).data;
    }
    DeepLinearNet net = DeepLinearNet.of(W).withScalings(a).withSkips(tau).withPrecisions(gamma);
    return special == Special.BIASES ? net.withBiases(c) : net;
  }

  private DMatrixRMaj weight(RandomStream random, int l) {
    int rows = widths.get(l + 1);
    int columns = widths.get(l);
    DMatrixRMaj W = gaussian(random, rows, columns, 1 / Math.sqrt(columns));
    if (special == Special.ZERO_LAYER && l == widths.size() / 2) {
      W.zero();
    }
    for (int k = columns; special == Special.RANK_ONE && k < W.data.length; k++) {
      W.data[k] = W.data[k % columns];
    }
    return W;
  }

  public DMatrixRMaj x() {
    return gaussian(RandomStream.of(seed).split(1), widths.getFirst(), samples, 1);
  }

  public DMatrixRMaj y() {
    return gaussian(RandomStream.of(seed).split(2), widths.getLast(), samples, 1);
  }

  /// Random directions of the shapes of the weights.
  public DMatrixRMaj[] direction(long key) {
    RandomStream random = RandomStream.of(seed).split(key);
    DMatrixRMaj[] V = new DMatrixRMaj[widths.size() - 1];
    Arrays.setAll(V, l -> gaussian(random, widths.get(l + 1), widths.get(l), 1));
    return V;
  }

  /// By how much the layers together can magnify an error: the product of `1 + ‖A(l)‖`, times that of the data.
  public double magnification() {
    double product = 2 + NormOps_DDRM.normF(x()) + NormOps_DDRM.normF(y());
    DeepLinearNet net = net();
    for (int l = 1; l <= net.depth(); l++) {
      product *= 1 + NormOps_DDRM.normF(net.layerMap(l));
    }
    return product;
  }

  static DMatrixRMaj gaussian(RandomStream random, int rows, int columns, double scale) {
    DMatrixRMaj M = new DMatrixRMaj(rows, columns);
    Arrays.setAll(M.data, k -> scale * random.nextGaussian());
    return M;
  }
}
