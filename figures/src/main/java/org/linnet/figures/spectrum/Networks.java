package org.linnet.figures.spectrum;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// Random networks with an activation before each map, seen by their activity Hessian at a forward pass.
///
/// At a forward pass to the network's own output all prediction errors are 0, so the activation's curvature does not enter: the
/// Hessian is that of the linear network with the weights `W(l) diag(phi'(z(l-1)))`, which the methods for linear
/// networks then take, definite and to full accuracy.
///
/// @param family the weights
/// @param activation `phi`
public record Networks(Family family, StandardActivation activation) {
  /// Linear ones.
  public static Networks linear(Family family) {
    return new Networks(family, StandardActivation.LINEAR);
  }

  public boolean isLinear() {
    return activation == StandardActivation.LINEAR;
  }

  /// The linear network with the activity Hessian of one of them at the forward pass. The activities of the first layer are
  /// standard Gaussian, as an input of unit variance gives.
  public DeepLinearNet draw(RandomStream random, int H, int N, int K) {
    DeepLinearNet net = family.draw(random, H, N, K);
    return isLinear() ? net : linearised(net, gaussian(random, N));
  }

  private DeepLinearNet linearised(DeepLinearNet net, DMatrixRMaj first) {
    DMatrixRMaj[] W = new DMatrixRMaj[net.depth()];
    W[0] = net.weight(1);
    DMatrixRMaj z = first;
    for (int l = 2; l <= net.depth(); l++) {
      double[] slopes = Arrays.stream(z.data).map(activation::derivative).toArray();
      W[l - 1] = net.weight(l);
      DMatrixRMaj next = CommonOps_DDRM.mult(net.scaling(l), W[l - 1], activated(z), null);
      CommonOps_DDRM.multCols(W[l - 1], slopes);
      if (net.skip(l) != 0) {
        CommonOps_DDRM.addEquals(next, net.skip(l), z);
      }
      z = next; // a W phi(z) + tau z
    }
    return net.withWeights(W);
  }

  private DMatrixRMaj activated(DMatrixRMaj z) {
    DMatrixRMaj phi = z.copy();
    Arrays.setAll(phi.data, i -> activation.value(z.data[i]));
    return phi;
  }

  private static DMatrixRMaj gaussian(RandomStream random, int rows) {
    DMatrixRMaj column = new DMatrixRMaj(rows, 1);
    Arrays.setAll(column.data, i -> random.nextGaussian());
    return column;
  }
}
