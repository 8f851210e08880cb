package org.linnet.theory.proximal;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.Shapes;
import org.linnet.theory.target.GradientTarget;
import org.linnet.theory.target.PseudoInverse;

/// The implicit gradient step, in closed form for one layer, and its defining equation for any depth.
///
/// **Statement**: the proximal update minimises `ℒ(θ') + ‖θ' - θ‖²/(2 eta)`, `ℒ = 1/(2B) ‖y - h(L)‖²`. For depth 1 it is,
/// with `D = a(1) x`, below it a row of ones where there are biases,
///
/// `ΔW = r Dᵀ (D Dᵀ + (B/eta) I)⁻¹`, the last column that of the bias,
///
/// and shrinks the residual along the singular values `s` of `D` by `1/(1 + eta s²/B)`: stable for every learning rate,
/// where the explicit step has `1 - eta s²/B` and diverges from `eta s² = 2B` on. For one sample
/// `ΔW = eta r xᵀ / (1 + eta ‖x‖²)`. At any depth the update solves `θ' - θ + eta ∇ℒ(θ') = 0`, whose left side is
/// [#defect].
///
/// **Assumptions**: linear layers, squared error.
///
/// **Shapes**: `x` is `N(0) x B`, `y` is `N(L) x B`; a defect has the shapes of the weights.
///
/// **Numerics**: O(N B min(N, B)) for the step, without forming `D Dᵀ`; relative error about `eps` times the condition of
/// `[D, sqrt(B/eta) I]`. O(L N² B) for the defect.
///
/// **Source**: `alonso2022`, Eq. 7-9 and section 5 (stability).
///
/// **Erratum**: the implicit equation (8) is printed as equivalent to the minimisation (9). A minimiser solves it, but not
/// every solution is one, as soon as the loss is not convex: in the chain `w1 = w2 = 0`, `x = y = 1`, `θ' = θ` solves (8)
/// for every `eta`, with objective 1/2, while for `eta > 1` `w1² = w2² = 1 - 1/eta` reaches `1/eta - 1/(2 eta²)`, which is
/// less.
public final class ImplicitStep {
  private ImplicitStep() {}

  /// The network of depth 1 after its proximal update.
  ///
  /// @throws IllegalArgumentException if the network is deeper, a shape does not fit, a value is not finite, or `eta` is not
  /// positive
  public static DeepLinearNet updated(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, double eta) {
    ProximalChecks.requireRate(eta);
    Shapes.requireFit(net, x, y);
    ProximalChecks.require(net.depth() == 1, "the step has a closed form for depth 1 only, got depth " + net.depth()
        + "; minimise ProximalInference.objective for one sample");
    DMatrixRMaj D = x.copy();
    CommonOps_DDRM.scale(net.scaling(1), D);
    if (net.hasBiases()) {
      DMatrixRMaj ones = new DMatrixRMaj(1, x.numCols);
      CommonOps_DDRM.fill(ones, 1);
      D = CommonOps_DDRM.concatRowsMulti(D, ones);
    }
    DMatrixRMaj r = CommonOps_DDRM.subtract(y, net.predict(1, x), null);
    DMatrixRMaj step = CommonOps_DDRM.mult(r, PseudoInverse.of(D).damped(x.numCols / eta), null);
    return stepped(net, step);
  }

  /// `W'(l) - W(l) + eta ∂ℒ/∂W(l)` at `next`, for `l = 1..L`: zero at the proximal update.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, a value is not finite, or `eta` is not positive
  public static DMatrixRMaj[] defect(DeepLinearNet net, DeepLinearNet next, DMatrixRMaj x, DMatrixRMaj y,
      double eta) {
    ProximalChecks.requireRate(eta);
    ProximalChecks.require(Arrays.equals(net.widths(), next.widths()), "both networks must have the widths "
        + Arrays.toString(net.widths()) + ", got " + Arrays.toString(next.widths()));
    DMatrixRMaj[] defect = GradientTarget.weightUpdates(next, x, y, 1); // -∂ℒ/∂W(l)
    for (int l = 1; l <= defect.length; l++) {
      CommonOps_DDRM.scale(-eta, defect[l - 1]);
      CommonOps_DDRM.addEquals(defect[l - 1], next.weight(l));
      CommonOps_DDRM.subtractEquals(defect[l - 1], net.weight(l));
    }
    return defect;
  }

  private static DeepLinearNet stepped(DeepLinearNet net, DMatrixRMaj step) {
    int inputs = net.width(0);
    DMatrixRMaj W = CommonOps_DDRM.extract(step, 0, step.numRows, 0, inputs);
    CommonOps_DDRM.addEquals(W, net.weight(1));
    DeepLinearNet next = net.withWeights(W);
    if (!net.hasBiases()) {
      return next;
    }
    double[] b = net.bias(1);
    for (int i = 0; i < b.length; i++) {
      b[i] += step.get(i, inputs);
    }
    return next.withBiases(b);
  }
}
