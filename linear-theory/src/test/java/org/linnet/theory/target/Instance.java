package org.linnet.theory.target;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// A random network and batch: widths `N(0), .., N(L)`, scalings, skips, biases, and layer maps whose rank is cut.
///
/// @param rank the largest rank of any weight matrix; layers with a skip are of full rank all the same
public record Instance(List<Integer> widths, int samples, int rank, boolean biases, long seed) {
  public static Arbitrary<Instance> any(int deepest, int lowestRank) {
    Arbitrary<List<Integer>> widths = Arbitraries.integers().between(1, 5).list().ofMinSize(2).ofMaxSize(deepest + 1);
    return Combinators.combine(widths, Arbitraries.integers().between(1, 4),
        Arbitraries.integers().between(lowestRank, 5), Arbitraries.of(true, false),
        Arbitraries.longs().between(0, 1_000_000)).as(Instance::new);
  }

  public DeepLinearNet net() {
    RandomStream random = RandomStream.of(seed);
    int L = widths.size() - 1;
    DMatrixRMaj[] W = new DMatrixRMaj[L];
    double[] a = new double[L];
    double[] tau = new double[L];
    double[] gamma = new double[L];
    double[][] b = new double[L][];
    for (int l = 0; l < L; l++) {
      W[l] = ranked(random, widths.get(l + 1), widths.get(l), rank);
      a[l] = 0.5 + random.nextDouble();
      tau[l] = rank >= 5 && widths.get(l).equals(widths.get(l + 1)) && random.nextInt(3) == 0 ? 1 : 0;
      gamma[l] = Math.exp(random.nextGaussian());
      b[l] = gaussian(random, 1, widths.get(l + 1)).data;
    }
    DeepLinearNet net = DeepLinearNet.of(W).withScalings(a).withSkips(tau).withPrecisions(gamma);
    return biases ? net.withBiases(b) : net;
  }

  public DMatrixRMaj x() {
    return gaussian(RandomStream.of(seed).split(1), widths.getFirst(), samples);
  }

  public DMatrixRMaj y() {
    return gaussian(RandomStream.of(seed).split(2), widths.getLast(), samples);
  }

  /// The rank that `A(L) .. A(l+1)` has almost surely.
  public int jacobianRank(int l) {
    List<Integer> limits = new ArrayList<>(widths.subList(l, widths.size()));
    if (l < widths.size() - 1) {
      limits.add(rank);
    }
    return limits.stream().min(Integer::compare).orElseThrow();
  }

  public static DMatrixRMaj gaussian(RandomStream random, int rows, int columns) {
    DMatrixRMaj M = new DMatrixRMaj(rows, columns);
    for (int k = 0; k < M.data.length; k++) {
      M.data[k] = random.nextGaussian();
    }
    return M;
  }

  /// A random matrix of at most this rank.
  public static DMatrixRMaj ranked(RandomStream random, int rows, int columns, int rank) {
    if (rank >= Math.min(rows, columns)) {
      return gaussian(random, rows, columns);
    }
    return CommonOps_DDRM.mult(gaussian(random, rows, rank), gaussian(random, rank, columns), null);
  }
}
