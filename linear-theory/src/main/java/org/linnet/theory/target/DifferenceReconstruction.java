package org.linnet.theory.target;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The difference reconstruction loss in the limit of small noise, and the feedback at which it is least.
///
/// **Statement**: for the forward Jacobian `J` from a layer to the output and the feedback Jacobian `G` back, the expected
/// loss of one sample tends, as the noise vanishes, to
///
/// `E ‖G J ε - ε‖² + lambda E ‖G ε'‖² = ‖G J - I‖² + lambda ‖G‖²`, with gradient `2 (G J - I) Jᵀ + 2 lambda G`,
///
/// least at `G = Jᵀ (J Jᵀ + lambda I)⁻¹`, for `lambda → 0` at `J⁺`. In a linear network it does not depend on the noise at
/// all. Under constraints:
///
/// - one `G` for several samples: `G = (sum_i J(i))ᵀ (sum_i J(i) J(i)ᵀ + n lambda I)⁻¹`;
/// - one layer's weights `Q` in `G = Q R`, the feedback `R` from the output to the layer above held fixed:
///   `Q = Jᵀ Rᵀ (R (J Jᵀ + lambda I) Rᵀ)⁺`.
///
/// **Assumptions**: `lambda >= 0`; at 0 the minimiser given is the one of least norm. The unconstrained optimum is reached
/// by every sample at once only if the feedback can have a Jacobian of its own for each.
///
/// **Shapes**: `J` is `K x N`, `G` is `N x K`, `R` is `N' x K`, `Q` is `N x N'`.
///
/// **Numerics**: O(K N min(K, N)) for an optimum, n samples O(n K² N + K³). The shared and layer-wise optima solve stacked
/// least squares problems, so their relative error is about `eps` times a condition number, not its square.
///
/// **Source**: `meulemans2020`, Theorem 4 (Eq. 10-12, 46-62), A.3 (parameterised setting, Eq. 67-72, 76, 77).
///
/// **Erratum**: Eq. 71 bounds `‖G‖²` by `∏ n_k ‖Q_k‖²`; the factors `n_k` are not needed, for a diagonal of derivatives in
/// `[0, 1]` has spectral norm at most 1: [#decayBound].
public final class DifferenceReconstruction {
  private DifferenceReconstruction() {}

  /// `‖G J - I‖² + lambda ‖G‖²`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or the damping is negative
  public static double loss(DMatrixRMaj G, DMatrixRMaj J, double lambda) {
    requireFit(G, J, lambda);
    double defect = NormOps_DDRM.normF(defect(G, J));
    double decay = NormOps_DDRM.normF(G);
    return defect * defect + lambda * decay * decay;
  }

  /// `2 (G J - I) Jᵀ + 2 lambda G`, the expectation of the feedback weights' update.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or the damping is negative
  public static DMatrixRMaj gradient(DMatrixRMaj G, DMatrixRMaj J, double lambda) {
    requireFit(G, J, lambda);
    DMatrixRMaj gradient = CommonOps_DDRM.multTransB(defect(G, J), J, null);
    CommonOps_DDRM.addEquals(gradient, lambda, G);
    CommonOps_DDRM.scale(2, gradient);
    return gradient;
  }

  /// `Jᵀ (J Jᵀ + lambda I)⁻¹`.
  ///
  /// @throws IllegalArgumentException if a value is not finite or the damping negative
  public static DMatrixRMaj optimum(DMatrixRMaj J, double lambda) {
    return PseudoInverse.of(J).damped(lambda);
  }

  /// The optimum of one feedback matrix for all samples' Jacobians.
  ///
  /// @throws IllegalArgumentException if there is none, a shape does not fit, or the damping is negative
  public static DMatrixRMaj sharedOptimum(List<DMatrixRMaj> jacobians, double lambda) {
    TargetChecks.require(!jacobians.isEmpty(), "at least one Jacobian is needed, got none");
    DMatrixRMaj first = jacobians.getFirst();
    DMatrixRMaj stacked = new DMatrixRMaj(first.numRows, 0);
    DMatrixRMaj identities = new DMatrixRMaj(first.numCols, 0);
    for (DMatrixRMaj J : jacobians) {
      TargetChecks.requireShape("every Jacobian", J, first.numRows, first.numCols);
      stacked = CommonOps_DDRM.concatColumns(stacked, J, null);
      identities = CommonOps_DDRM.concatColumns(identities, CommonOps_DDRM.identity(first.numCols), null);
    }
    // G [J(1), .., J(n)] = [I, .., I] in the least squares sense, damped by n lambda
    return CommonOps_DDRM.mult(identities, PseudoInverse.of(stacked).damped(jacobians.size() * lambda), null);
  }

  /// The optimum of one layer's feedback `Q` in `G = Q R`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or the damping is negative
  public static DMatrixRMaj layerOptimum(DMatrixRMaj R, DMatrixRMaj J, double lambda) {
    TargetChecks.requireDamping(lambda);
    TargetChecks.require(R.numCols == J.numRows,
        "R must have " + J.numRows + " columns, the rows of J, got " + R.numCols);
    DMatrixRMaj noise = CommonOps_DDRM.identity(J.numRows);
    CommonOps_DDRM.scale(Math.sqrt(lambda), noise);
    // Q R [J, sqrt(lambda) I] = [I, 0] in the least squares sense
    DMatrixRMaj stacked = CommonOps_DDRM.mult(R, CommonOps_DDRM.concatColumns(J, noise, null), null);
    DMatrixRMaj inverse = PseudoInverse.of(stacked).matrix();
    return CommonOps_DDRM.extract(inverse, 0, J.numCols, 0, R.numRows);
  }

  /// The optimal direct feedback `P(l+1)ᵀ (P(l+1) P(l+1)ᵀ + lambda I)⁻¹` from the output to each layer `l = 1..L` of a
  /// linear network, which has the same Jacobians for all samples.
  ///
  /// @throws IllegalArgumentException if the damping is negative
  public static DMatrixRMaj[] directFeedback(DeepLinearNet net, double lambda) {
    OutputJacobian[] P = OutputJacobian.all(net);
    DMatrixRMaj[] G = new DMatrixRMaj[P.length];
    for (int l = 1; l <= G.length; l++) {
      G[l - 1] = P[l - 1].inverse().damped(lambda);
    }
    return G;
  }

  /// `∏ ‖Q(k)‖²`, which bounds `‖D(1) Q(1) D(2) Q(2) ..‖²` for all diagonal `D` with entries in `[0, 1]`.
  public static double decayBound(DMatrixRMaj... Q) {
    double bound = 1;
    for (DMatrixRMaj factor : Q) {
      double norm = NormOps_DDRM.normF(factor);
      bound *= norm * norm;
    }
    return bound;
  }

  private static DMatrixRMaj defect(DMatrixRMaj G, DMatrixRMaj J) {
    DMatrixRMaj defect = CommonOps_DDRM.mult(G, J, null);
    for (int i = 0; i < defect.numRows; i++) {
      defect.add(i, i, -1);
    }
    return defect;
  }

  private static void requireFit(DMatrixRMaj G, DMatrixRMaj J, double lambda) {
    TargetChecks.requireDamping(lambda);
    TargetChecks.requireShape("G", G, J.numCols, J.numRows);
  }
}
