package org.linnet.rmt.spectrum;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// What the tests of this package share.
final class Nets {
  private Nets() {}

  /// Unequal widths but for one skip, scalings, precisions and biases.
  static DeepNet nonlinear(StandardActivation phi, DeepNet.Placement placement) {
    DeepLinearNet net = new Parameterisation.StandardGaussian().draw(RandomStream.of(11), 4, 6, 5, 5, 7, 3)
        .withScalings(1, 1.5, 2, 0.7, 1.2).withSkips(0, 0, 0.5, 0, 0).withPrecisions(1, 0.5, 2, 1, 3);
    double[][] biases = new double[5][];
    Arrays.setAll(biases, l -> gaussian(40 + l, net.width(l + 1)).data);
    DeepLinearNet biased = net.withBiases(biases);
    return placement == DeepNet.Placement.BEFORE_MAP
        ? DeepNet.activatedBefore(biased, phi)
        : DeepNet.activatedAfter(biased, phi);
  }

  static DMatrixRMaj gaussian(long seed, int rows) {
    RandomStream random = RandomStream.of(seed);
    DMatrixRMaj column = new DMatrixRMaj(rows, 1);
    Arrays.setAll(column.data, i -> random.nextGaussian());
    return column;
  }

  static DMatrixRMaj[] blocks(int[] sizes, long seed) {
    DMatrixRMaj[] v = new DMatrixRMaj[sizes.length];
    Arrays.setAll(v, l -> gaussian(seed * 100 + l, sizes[l]));
    return v;
  }

  static Activities activities(DeepLinearNet net, long seed) {
    Activities z = Activities.zero(net, 1);
    for (int l = 1; l <= z.layers(); l++) {
      z.layer(l).setTo(gaussian(seed * 100 + l, net.width(l)));
    }
    return z;
  }

  /// Its columns, one by one.
  static DMatrixRMaj dense(HessianOperator Hz) {
    int[] sizes = Hz.sizes();
    int n = Arrays.stream(sizes).sum();
    DMatrixRMaj M = new DMatrixRMaj(n, n);
    int column = 0;
    for (int l = 0; l < sizes.length; l++) {
      for (int i = 0; i < sizes[l]; i++, column++) {
        DMatrixRMaj[] v = Arrays.stream(sizes).mapToObj(size -> new DMatrixRMaj(size, 1))
            .toArray(DMatrixRMaj[]::new);
        DMatrixRMaj[] product = blocks(sizes, 99);
        v[l].set(i, 0, 1);
        Hz.apply(v, product);
        CommonOps_DDRM.insert(CommonOps_DDRM.concatRowsMulti(product), M, 0, column);
      }
    }
    return M;
  }

  /// The Hessian by central differences of the energy's gradient.
  static DMatrixRMaj differences(DeepNet net, DMatrixRMaj x, DMatrixRMaj y, Activities z) {
    PcEnergy energy = PcEnergy.of(net, x, y);
    int n = 0;
    for (int l = 1; l <= z.layers(); l++) {
      n += z.layer(l).numRows;
    }
    DMatrixRMaj M = new DMatrixRMaj(n, n);
    int column = 0;
    for (int l = 1; l <= z.layers(); l++) {
      for (int i = 0; i < z.layer(l).numRows; i++, column++) {
        DMatrixRMaj above = gradient(energy, z, l, i, 1e-5);
        CommonOps_DDRM.subtractEquals(above, gradient(energy, z, l, i, -1e-5));
        CommonOps_DDRM.scale(1 / 2e-5, above);
        CommonOps_DDRM.insert(above, M, 0, column);
      }
    }
    return M;
  }

  private static DMatrixRMaj gradient(PcEnergy energy, Activities z, int l, int i, double step) {
    Activities moved = z.copy();
    moved.layer(l).add(i, 0, step);
    Activities gradient = z.copy();
    energy.evaluate(moved).activityGradient(gradient);
    DMatrixRMaj[] blocks = new DMatrixRMaj[z.layers()];
    Arrays.setAll(blocks, k -> gradient.layer(k + 1));
    return CommonOps_DDRM.concatRowsMulti(blocks);
  }
}
