package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The part of a change that the output does not see.
///
/// **Statement**: a change `d` of the activities `h(l)` splits into `P⁺ P d`, which moves the output, and `d - P⁺ P d`,
/// which does not (`P = P(l+1)`); a change `ΔW(l)` splits into `P⁺ P ΔW X X⁺` and the rest (`X = h(l-1)`). The parts are
/// orthogonal. Gauss-Newton targets and their updates have no such rest, and neither have gradients; the difference target
/// of white-noise feedback has one, and where all layer maps have full row rank its other part is the Gauss-Newton target.
///
/// **Assumptions**: linear layers; the other layers stand still.
///
/// **Shapes**: change `l` is `N(l) x B`, change of weights `l` is `N(l) x N(l-1)`; entry `l-1` of the arrays, `l = 1..L`.
///
/// **Numerics**: O(L K N (K + N)), one singular value decomposition for each layer, two for weights; absolute error about
/// `eps cond P` times the norm of the change.
///
/// **Source**: `meulemans2020`, A.4 (Eq. 93-96, "inefficient updates"), Figure 2.
public final class OutputNullSpace {
  private OutputNullSpace() {}

  /// `d - P⁺ P d` for changes of the activities of the layers `l = 1..L`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit
  public static DMatrixRMaj[] ofActivities(DeepLinearNet net, DMatrixRMaj... displacements) {
    TargetChecks.requireOnePerLayer("displacement", net, displacements.length);
    TargetChecks.requireDisplacements(net, displacements, displacements[0].numCols);
    OutputJacobian[] P = OutputJacobian.all(net);
    DMatrixRMaj[] parts = new DMatrixRMaj[P.length];
    for (int l = 1; l <= parts.length; l++) {
      DMatrixRMaj d = displacements[l - 1];
      parts[l - 1] = CommonOps_DDRM.subtract(d, P[l - 1].inverse().filter(d, 0), null);
    }
    return parts;
  }

  /// `ΔW - P⁺ P ΔW X X⁺` for changes of the weights `W(1), .., W(L)` and the inputs `x`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static DMatrixRMaj[] ofWeights(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj... updates) {
    TargetChecks.requireOnePerLayer("weight update", net, updates.length);
    ForwardPass pass = ForwardPass.of(net, x);
    OutputJacobian[] P = OutputJacobian.all(net);
    DMatrixRMaj[] parts = new DMatrixRMaj[P.length];
    for (int l = 1; l <= parts.length; l++) {
      TargetChecks.requireShape("weight update " + l, updates[l - 1], net.width(l), net.width(l - 1));
      DMatrixRMaj seen = CommonOps_DDRM.transpose(P[l - 1].inverse().filter(updates[l - 1], 0), null); // (P⁺P ΔW)ᵀ
      seen = PseudoInverse.of(pass.activities(l - 1)).rangePart(seen); // X X⁺ (P⁺P ΔW)ᵀ
      parts[l - 1] = CommonOps_DDRM.subtract(updates[l - 1], CommonOps_DDRM.transpose(seen, null), null);
    }
    return parts;
  }
}
