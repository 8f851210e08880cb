package org.linnet.core.inference;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.energy.Activities;
import org.linnet.core.linalg.BlockTridiagonalCholesky;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.Shapes;

/// Inference in a linear network without iterating: the equilibrium solves `Hz z* = b`.
///
/// **Statement**: `b(1) = gamma(1) A(1) x`, `b(H) = gamma(L) A(L)ᵀ y` (both add up when `H = 1`), else 0, with the layer maps
/// `A(l)` of [DeepLinearNet] and the Hessian of [ActivityHessian]; biases `c(l)` add `gamma(l) c(l) - gamma(l+1) A(l+1)ᵀ c(l+1)`
/// to `b(l)`.
///
/// **Numerics**: O(H N³) once per network, O(H N²) per sample; relative error about `eps` times the Hessian's condition
/// number.
///
/// **Source**: `innocenti2025thesis`, Eq. 5.4 and C.9.
public final class ExactInference {
  private final DeepLinearNet net;
  private final BlockTridiagonalCholesky cholesky;

  private ExactInference(DeepLinearNet net, BlockTridiagonalCholesky cholesky) {
    this.net = net;
    this.cholesky = cholesky;
  }

  /// Factors the network's activity Hessian.
  ///
  /// @throws ArithmeticException if its condition number is beyond double precision
  public static ExactInference of(DeepLinearNet net) {
    return new ExactInference(net, net.hiddenLayers() == 0 ? null : ActivityHessian.of(net).cholesky());
  }

  /// The equilibrium `z*` for the samples in the columns of `x` (`N(0) x B`) and `y` (`N(L) x B`).
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public Activities equilibrium(DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net, x, y);
    Activities z = Activities.zero(net, x.numCols);
    int H = net.hiddenLayers();
    if (H == 0) {
      return z;
    }
    int L = net.depth();
    DMatrixRMaj[] b = new DMatrixRMaj[H];
    for (int l = 1; l <= H; l++) {
      b[l - 1] = z.layer(l);
    }
    CommonOps_DDRM.multAdd(net.precision(1), net.layerMap(1), x, b[0]);
    CommonOps_DDRM.multAddTransA(net.precision(L), net.layerMap(L), y, b[H - 1]);
    for (int l = 1; net.hasBiases() && l <= H; l++) {
      addBiases(l, b[l - 1]);
    }
    cholesky.solve(b);
    return z;
  }

  /// Adds `gamma(l) c(l) - gamma(l+1) A(l+1)ᵀ c(l+1)` to every column.
  private void addBiases(int l, DMatrixRMaj to) {
    DMatrixRMaj next = DMatrixRMaj.wrap(net.width(l + 1), 1, net.bias(l + 1));
    DMatrixRMaj pulled = CommonOps_DDRM.multTransA(net.layerMap(l + 1), next, null);
    double[] own = net.bias(l);
    for (int i = 0; i < to.numRows; i++) {
      double add = net.precision(l) * own[i] - net.precision(l + 1) * pulled.data[i];
      for (int k = 0; k < to.numCols; k++) {
        to.add(i, k, add);
      }
    }
  }
}
