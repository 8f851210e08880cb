package org.linnet.theory.fixedpoint;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// Layers taken from a network, and identities between them, put together to a new network.
final class Layers {
  private final List<DMatrixRMaj> W = new ArrayList<>();
  private final List<Double> a = new ArrayList<>();
  private final List<Double> tau = new ArrayList<>();
  private final List<Double> gamma = new ArrayList<>();
  private final List<double[]> c = new ArrayList<>();
  private boolean biases;

  /// Adds the layers `first..last`.
  Layers add(DeepLinearNet net, int first, int last) {
    for (int l = first; l <= last; l++) {
      add(net.weight(l), net.scaling(l), net.skip(l), net.precision(l), net.bias(l));
    }
    biases |= net.hasBiases();
    return this;
  }

  /// Adds a layer that maps by the identity.
  Layers addIdentity(int width, double precision) {
    add(CommonOps_DDRM.identity(width), 1, 0, precision, new double[width]);
    return this;
  }

  DeepLinearNet net() {
    DeepLinearNet net = DeepLinearNet.of(W).withScalings(numbers(a)).withSkips(numbers(tau))
        .withPrecisions(numbers(gamma));
    return biases ? net.withBiases(c.toArray(double[][]::new)) : net;
  }

  private void add(DMatrixRMaj weight, double scaling, double skip, double precision, double[] bias) {
    W.add(weight);
    a.add(scaling);
    tau.add(skip);
    gamma.add(precision);
    c.add(bias);
  }

  private static double[] numbers(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
