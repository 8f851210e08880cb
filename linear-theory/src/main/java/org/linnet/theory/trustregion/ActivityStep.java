package org.linnet.theory.trustregion;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.net.DeepLinearNet;

/// The energy around the forward pass, and inference as the trust region step from there.
///
/// **Statement**: for one sample of a linear network and `d = z - h`,
///
/// `F(z) = gamma(L)/2 ‖r‖² + gᵀ d + 1/2 dᵀ Hz d`, exactly, with `g(H) = -gamma(L) A(L)ᵀ r` and `g(l) = 0` for `l < H`;
///
/// the equilibrium is `z* = h - Hz⁻¹ g`, in closed form `d(l) = C(l) S⁻¹ r` with `C(l) = A(l) C(l-1) + P(l+1)ᵀ/gamma(l)`,
/// `C(0) = 0`. It minimises the linear model `gᵀ d` within the ellipsoid `dᵀ Hz d <= rho`,
/// `rho = gᵀ Hz⁻¹ g = -gᵀ d = rᵀ (gamma(L) I - S⁻¹) r`, and lowers the energy by `rho/2`.
///
/// **Assumptions**: linear layers; input and output clamped. (For other networks the expansion has a third-order remainder.)
///
/// **Shapes**: `x` is `N(0) x B`, `y` is `K x B`, `g(l)` and `d(l)` are `N(l) x B`; energies are means over the samples.
///
/// **Numerics**: O(H N³) once and O(H N² B); the relative error of `d` is about `eps` times the condition number of `Hz`.
///
/// **Source**: `innocenti2025thesis`, Eq. 3.4-3.5, A.14-A.16.
///
/// **Erratum**: (1) "the gradient of the loss with respect to the activities" for `g` is right only for the last hidden layer, as
/// the loss of `z(H)`: the loss's total derivative in `h(l)` is `-P(l+1)ᵀ r` for every `l`, the energy's is 0 below `H` (widths
/// 1, `L = 3`, all weights 1, `x = 1`, `y = 0`: 1 and 0 at `l = 1`; the step with the former is `(-1, -1)`, the true one
/// `(-1/3, -2/3)`). (2) L495 calls `Hz` the Fisher information of `p(y|z)`; that is `gamma(L) A(L)ᵀ A(L)` in the last block and 0
/// elsewhere, which cannot be inverted for `L > 2`. It is that of `p(y, z|x)`, as L1637 has it.
public final class ActivityStep {
  private ActivityStep() {}

  /// `g`, the energy's activity gradient of each sample at the forward pass.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static Activities gradient(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    PcEnergy energy = PcEnergy.of(net, x, y);
    Activities g = Activities.zero(net, x.numCols);
    int H = net.hiddenLayers();
    if (H > 0) {
      Activities h = energy.forward();
      DMatrixRMaj r = CommonOps_DDRM.subtract(y, net.predict(H + 1, h.layer(H)), null);
      CommonOps_DDRM.multTransA(-net.precision(H + 1), net.layerMap(H + 1), r, g.layer(H));
    }
    return g;
  }

  /// `z* - h`, the step of inference from the forward pass to the equilibrium.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static Activities step(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Activities d = ExactInference.of(net).equilibrium(x, y);
    d.add(-1, PcEnergy.of(net, x, y).forward());
    return d;
  }

  /// The mean over the samples of `gamma(L)/2 ‖r‖² + gᵀ d + 1/2 dᵀ Hz d` for a displacement `d` of the forward pass.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static double expansion(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, Activities d) {
    Activities g = gradient(net, x, y);
    int L = net.depth();
    PcEnergy energy = PcEnergy.of(net, x, y);
    double sum = energy.evaluate(energy.forward()).layerValue(L) * x.numCols;
    for (int l = 1; l < L; l++) {
      sum += inner(g.layer(l), d.layer(l));
    }
    // dᵀ Hz d = sum of gamma(l) ‖d(l) - A(l) d(l-1)‖², d(0) = d(L) = 0
    for (int l = 1; l <= L; l++) {
      DMatrixRMaj e = l == L ? new DMatrixRMaj(net.width(L), x.numCols) : d.layer(l).copy();
      if (l > 1) {
        CommonOps_DDRM.multAdd(-1, net.layerMap(l), d.layer(l - 1), e);
      }
      sum += net.precision(l) / 2 * inner(e, e);
    }
    return sum / x.numCols;
  }

  /// `rho`, the mean over the samples of the squared length of the step in the metric of `Hz`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static double squaredRadius(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Activities g = gradient(net, x, y);
    Activities d = step(net, x, y);
    int H = net.hiddenLayers();
    return H == 0 ? 0 : -inner(g.layer(H), d.layer(H)) / x.numCols;
  }

  private static double inner(DMatrixRMaj U, DMatrixRMaj V) {
    return CommonOps_DDRM.elementSum(CommonOps_DDRM.elementMult(U, V, null));
  }
}
