package org.linnet.theory.proximal;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.theory.target.PseudoInverse;

/// The normalised least mean squares update: the smallest change of weights that cancels a layer's errors.
///
/// **Statement**: of all `ΔW` that make `‖e - ΔW z‖` least, the one of least norm is `ΔW = e z⁺`. For one sample that is
/// `ΔW = e zᵀ / ‖z‖²`, so that the new weights map `z` exactly onto its target, and it is `1/(eta ‖z‖²)` times the least
/// mean squares update `eta e zᵀ`: the same direction. A bias is a further column of the weights with a further row of ones
/// in `z`; then `‖z‖² + 1` stands for `‖z‖²`.
///
/// **Assumptions**: none; for several samples the error is cancelled if `z` has full column rank. `z = 0` gets no update.
///
/// **Shapes**: `e` is `N(l) x B`, `z` is `N(l-1) x B`, the update `N(l) x N(l-1)`, one column more with a bias.
///
/// **Numerics**: O(N² B) for one sample, a singular value decomposition of `z` otherwise; relative error about `eps cond z`.
///
/// **Source**: `alonso2022`, Eq. 5 and 6 (Proposition B.1).
///
/// **Erratum**: Eq. 6 is printed as the `argmin` of the energy for every activity; at `z = 0` without biases the factor
/// `‖z‖⁻²` does not exist, no weights cancel `e ≠ 0`, and the least-norm minimiser is `ΔW = 0`.
public final class NormalisedUpdate {
  private NormalisedUpdate() {}

  /// `e z⁺`.
  ///
  /// @throws IllegalArgumentException if `e` and `z` differ in their number of samples or `z` is not finite
  public static DMatrixRMaj weights(DMatrixRMaj e, DMatrixRMaj z) {
    ProximalChecks.require(e.numCols == z.numCols,
        "e and z must have one column per sample, got " + e.numCols + " and " + z.numCols + " columns");
    return CommonOps_DDRM.mult(e, PseudoInverse.of(z).matrix(), null);
  }

  /// `e [z; 1]⁺`: the update of the weights with that of the bias as the last column.
  ///
  /// @throws IllegalArgumentException if `e` and `z` differ in their number of samples or `z` is not finite
  public static DMatrixRMaj weightsAndBias(DMatrixRMaj e, DMatrixRMaj z) {
    DMatrixRMaj ones = new DMatrixRMaj(1, z.numCols);
    CommonOps_DDRM.fill(ones, 1);
    return weights(e, CommonOps_DDRM.concatRowsMulti(z, ones));
  }
}
