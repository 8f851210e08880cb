package org.linnet.theory.saddle;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The mean squared error along the ray from the origin through a network's weights: the order of the saddle there.
///
/// **Statement**: with all weights multiplied by `t` the loss is `constant + linear t^L + quadratic t^(2L)`, where
///
/// `constant = 1/(2B) sum_i ‖y(i)‖²`, `linear = -1/B sum_i y(i)ᵀ h(L,i)`, `quadratic = 1/(2B) sum_i ‖h(L,i)‖²`.
///
/// So all derivatives at the origin of orders `1..L-1` vanish and the first way down is of order `L`: the saddle is of order `H`, if some
/// weights have `linear < 0`. Such weights exist exactly if `Σyx` is not zero.
///
/// **Assumptions**: linear layers, no skips, no biases.
///
/// **Numerics**: O(H N² B); a few `eps` times the products of the norms.
///
/// **Source**: `innocenti2025thesis`, L703, L707, L1773.
///
/// @param depth `L`
public record LossAlongRay(int depth, double constant, double linear, double quadratic) {
  /// The ray through the weights of `net`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or the network has skips or biases
  public static LossAlongRay of(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    OriginHessian.requireOrigin(net, x, y);
    int L = net.depth();
    DMatrixRMaj h = Equilibrium.ofLoss(net, x, y).h[L];
    double inner = CommonOps_DDRM.elementSum(CommonOps_DDRM.elementMult(y, h, null));
    double B = x.numCols;
    return new LossAlongRay(L, squared(y) / (2 * B), -inner / B, squared(h) / (2 * B));
  }

  /// The loss at `t` times the weights.
  public double at(double t) {
    double power = Math.pow(t, depth);
    return constant + power * (linear + power * quadratic);
  }

  private static double squared(DMatrixRMaj M) {
    double norm = NormOps_DDRM.normF(M);
    return norm * norm;
  }
}
