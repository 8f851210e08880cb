package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The targets that linear feedback weights propagate: target propagation with and without the difference correction.
///
/// **Statement**: `Q(l)` maps layer `l` to layer `l-1`, and the output target is `h(L) + beta r`. Plain target propagation
/// sets `target(l) = Q(l+1) target(l+1)`, the difference correction adds `h(l) - Q(l+1) h(l+1)`. Hence
///
/// - difference: `target(l) - h(l) = beta Q(l+1) .. Q(L) r`;
/// - plain: the same plus `sum_(k=l..L-1) Q(l+1) .. Q(k) (Q(k+1) h(k+1) - h(k))`, the reconstruction errors;
/// - ridge, `Q = ` [ReconstructionFeedback#ridge]: with `G(l) = h(l)ᵀ h(l)`, the difference is, for `l < L`,
///   `beta h(l) [∏_(i=l+1..L-1) (G(i) + mu I)⁻¹ G(i)] (G(L) + mu I)⁻¹ h(L)ᵀ r`.
///
/// With `Q(l) = A(l)⁻¹` both are Gauss-Newton targets, exactly. With `Q(l) = A(l)⁺` (white noise) and all `A(l)` of full row
/// rank the difference moves the output by `beta r` as the Gauss-Newton target does, and is at least as long:
/// see [OutputNullSpace].
///
/// **Assumptions**: linear layers and feedback. In nonlinear networks these are the first-order terms in `beta`.
///
/// **Shapes**: `Q` has `L` entries, `Q(l)` of shape `N(l-1) x N(l)` at `l-1` (the first is not used). Displacement `l`
/// is `N(l) x B`, entry `l-1`, `l = 1..L`.
///
/// **Numerics**: O(L N² B), backward stable; the ridge form O(L N B min(N, B)) from singular value decompositions of `h(l)`,
/// without forming `G(l)`.
///
/// **Source**: `meulemans2020`, Eq. 3, 6-9, 33-38, 45, Lemma 1, Theorem 2, Lemma 3; `ishikawa2024`, Eq. 6, S.121-S.133.
///
/// **Erratum**: (1) `ishikawa2024` Eq. S.130 writes S.129 with `K(l) = G(l)/M`, `mu' = mu/M` and loses a factor `1/M` in
/// front of `(K(L) + mu' I)⁻¹ h(L)ᵀ`: at `M = 2`, one sample, `h(L) = 1`, `mu = 0` it prints twice the target. S.137 has
/// the factor. S.129 also prints `mu_l` in every factor where each layer has its own. (2) The ridgeless limit S.133 of
/// plain target propagation takes `K(L)` as regular. It is singular for more samples than outputs: with `h(L) = (1, 0)`,
/// two samples, `r = 0`, plain targets are not `h(L-1)` but `h(L-1)` with its second column set to zero. The difference
/// correction has no such term. (3) `meulemans2020`, Corollary S6.1 states the equal output and the larger norm for
/// contracting networks, meaning widths; both need full row rank: with `A(2) = diag(1, 0)`, `A(3) = (1, 1)`, `r = 1`, the
/// difference target of layer 1 is `(1/2, 0)`, shorter than the Gauss-Newton target `(1, 0)`, and moves the output by 1/2.
public final class PropagatedTarget {
  private PropagatedTarget() {}

  /// `target(l) - h(l)` with the difference correction, `l = 1..L`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, a value is not finite, or the step size not positive
  public static DMatrixRMaj[] difference(DeepLinearNet net, DMatrixRMaj[] Q, DMatrixRMaj x, DMatrixRMaj y,
      double stepSize) {
    requireFeedback(net, Q);
    DMatrixRMaj[] d = output(net, ForwardPass.of(net, x, y), y, stepSize);
    for (int l = net.depth() - 1; l >= 1; l--) {
      d[l - 1] = CommonOps_DDRM.mult(Q[l], d[l], null);
    }
    return d;
  }

  /// `target(l) - h(l)` without it, `l = 1..L`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, a value is not finite, or the step size not positive
  public static DMatrixRMaj[] plain(DeepLinearNet net, DMatrixRMaj[] Q, DMatrixRMaj x, DMatrixRMaj y,
      double stepSize) {
    DMatrixRMaj[] errors = reconstructionErrors(net, Q, x);
    DMatrixRMaj[] d = output(net, ForwardPass.of(net, x, y), y, stepSize);
    for (int l = net.depth() - 1; l >= 1; l--) {
      d[l - 1] = errors[l - 1];
      CommonOps_DDRM.multAdd(Q[l], d[l], d[l - 1]); // Q(l+1) target(l+1) - h(l)
    }
    return d;
  }

  /// `Q(l+1) h(l+1) - h(l)` for `l = 1..L-1`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static DMatrixRMaj[] reconstructionErrors(DeepLinearNet net, DMatrixRMaj[] Q, DMatrixRMaj x) {
    requireFeedback(net, Q);
    ForwardPass pass = ForwardPass.of(net, x);
    DMatrixRMaj[] errors = new DMatrixRMaj[net.depth() - 1];
    for (int l = 1; l <= errors.length; l++) {
      errors[l - 1] = CommonOps_DDRM.mult(Q[l], pass.activities(l + 1), null);
      CommonOps_DDRM.subtractEquals(errors[l - 1], pass.activities(l));
    }
    return errors;
  }

  /// The difference targets of ridge feedback weights in closed form, `l = 1..L`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, a value is not finite, `mu` negative or the step size not
  /// positive
  public static DMatrixRMaj[] ridgeDifference(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, double stepSize,
      double mu) {
    ForwardPass pass = ForwardPass.of(net, x, y);
    DMatrixRMaj[] d = output(net, pass, y, stepSize);
    int L = net.depth();
    DMatrixRMaj weights = PseudoInverse.of(pass.activities(L)).times(d[L - 1], mu); // (G(L) + mu I)⁻¹ h(L)ᵀ beta r, B x B
    for (int l = L - 1; l >= 1; l--) {
      d[l - 1] = CommonOps_DDRM.mult(pass.activities(l), weights, null);
      weights = PseudoInverse.of(pass.activities(l)).filter(weights, mu);
    }
    return d;
  }

  /// The weights' steps down the local losses `1/(2B) ‖target(l) - h(l)‖²`, targets held fixed:
  /// `a(l)/B (target(l) - h(l)) h(l-1)ᵀ` for any displacements, `l = 1..L`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value of `x` is not finite
  public static DMatrixRMaj[] weightUpdates(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj[] displacements) {
    TargetChecks.requireDisplacements(net, displacements, x.numCols);
    return ForwardPass.of(net, x).weightUpdates(displacements);
  }

  private static DMatrixRMaj[] output(DeepLinearNet net, ForwardPass pass, DMatrixRMaj y, double stepSize) {
    DMatrixRMaj[] d = new DMatrixRMaj[net.depth()];
    d[net.depth() - 1] = pass.residual(y);
    CommonOps_DDRM.scale(new TargetStep(stepSize, 0).stepSize(), d[net.depth() - 1]);
    return d;
  }

  private static void requireFeedback(DeepLinearNet net, DMatrixRMaj[] Q) {
    TargetChecks.requireOnePerLayer("feedback matrix", net, Q.length);
    for (int l = 2; l <= Q.length; l++) {
      TargetChecks.requireShape("Q(" + l + ")", Q[l - 1], net.width(l - 1), net.width(l));
    }
  }
}
