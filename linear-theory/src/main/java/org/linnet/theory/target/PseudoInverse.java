package org.linnet.theory.target;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/// The pseudo-inverse of a matrix and its damped form, from a singular value decomposition cut off at the numerical rank.
///
/// **Statement**: with `M = U diag(s) Vᵀ`,
///
/// `M⁺ = V diag(1/s) Uᵀ`, and for damping `lambda > 0`
/// `Mᵀ (M Mᵀ + lambda I)⁻¹ = (Mᵀ M + lambda I)⁻¹ Mᵀ = V diag(s/(s² + lambda)) Uᵀ`,
///
/// over the singular values that count; the damped form tends to `M⁺` for `lambda → 0` and `lambda` times it tends to `Mᵀ`
/// for `lambda → ∞`.
///
/// **Assumptions**: finite entries; any shape and rank, the zero matrix included (its pseudo-inverse is zero).
///
/// **Shapes**: `M` is `m x n`, `M⁺` is `n x m`.
///
/// **Numerics**: O(m n min(m, n)). Singular values count if they exceed the relative tolerance times the largest; it is
/// `max(m, n) eps` where none is stated. The error of `M⁺ b` is about `eps s(1)/s(rank)` relative to its norm, plus the same
/// squared times the part of `b` outside of the range. Damping does not bring singular values back that do not count: they
/// are rounding.
///
/// **Source**: `meulemans2020`, Eq. 5, 12, 164, 174-176, 179; `ishikawa2024`, section 3.1.2 (`e_l^GNT`).
public final class PseudoInverse {
  static final double EPS = 0x1p-52;

  private final DMatrixRMaj U; // m x rank
  private final DMatrixRMaj V; // n x rank
  private final double[] s;

  private PseudoInverse(DMatrixRMaj U, DMatrixRMaj V, double[] s) {
    this.U = U;
    this.V = V;
    this.s = s;
  }

  /// Of `M`, not modified, with the tolerance `max(m, n) eps`.
  ///
  /// @throws IllegalArgumentException if an entry is not finite
  public static PseudoInverse of(DMatrixRMaj M) {
    return of(M, EPS * Math.max(M.numRows, M.numCols));
  }

  /// Of `M`, not modified, with singular values of at most `tolerance` times the largest taken as zero.
  ///
  /// @throws IllegalArgumentException if an entry is not finite or the tolerance negative
  public static PseudoInverse of(DMatrixRMaj M, double tolerance) {
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException("tolerance must be at least 0, got " + tolerance);
    }
    TargetChecks.requireFinite("M", M);
    SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(M.numRows, M.numCols, true, true,
        true);
    if (!svd.decompose(M.copy())) {
      throw new ArithmeticException(
          "the singular values of a " + M.numRows + " x " + M.numCols + " matrix did not converge; scale it");
    }
    double[] values = Arrays.copyOf(svd.getSingularValues(), svd.numberOfSingularValues());
    double threshold = tolerance * Arrays.stream(values).max().orElse(0);
    int[] kept = IntStream.range(0, values.length).filter(i -> values[i] > threshold).toArray();
    return new PseudoInverse(columns(svd.getU(null, false), kept), columns(svd.getV(null, false), kept),
        Arrays.stream(kept).mapToDouble(i -> values[i]).toArray());
  }

  /// The number of singular values that count.
  public int rank() {
    return s.length;
  }

  /// The largest singular value over the smallest that counts; 1 for the zero matrix.
  public double condition() {
    return rank() == 0 ? 1 : largest() / smallest();
  }

  /// `M⁺`.
  public DMatrixRMaj matrix() {
    return damped(0);
  }

  /// `Mᵀ (M Mᵀ + lambda I)⁻¹`, which is `M⁺` for `lambda = 0`.
  ///
  /// @throws IllegalArgumentException if the damping is negative or not finite
  public DMatrixRMaj damped(double lambda) {
    return times(CommonOps_DDRM.identity(U.numRows), lambda);
  }

  /// `Mᵀ (M Mᵀ + lambda I)⁻¹ b`.
  ///
  /// @throws IllegalArgumentException if the damping is negative or not finite
  public DMatrixRMaj times(DMatrixRMaj b, double lambda) {
    TargetChecks.requireDamping(lambda);
    return spread(V, CommonOps_DDRM.multTransA(U, b, null), i -> 1 / (s[i] + lambda / s[i]));
  }

  /// `Mᵀ (M Mᵀ + lambda I)⁻¹ M v`: what survives of `v`; for `lambda = 0` its part in the row space of `M`.
  ///
  /// @throws IllegalArgumentException if the damping is negative or not finite
  public DMatrixRMaj filter(DMatrixRMaj v, double lambda) {
    TargetChecks.requireDamping(lambda);
    return spread(V, CommonOps_DDRM.multTransA(V, v, null), i -> 1 / (1 + lambda / s[i] / s[i]));
  }

  /// `M M⁺ b`, the part of `b` in the range of `M`.
  public DMatrixRMaj rangePart(DMatrixRMaj b) {
    return CommonOps_DDRM.mult(U, CommonOps_DDRM.multTransA(U, b, null), null);
  }

  double largest() {
    return Arrays.stream(s).max().orElse(0);
  }

  double smallest() {
    return Arrays.stream(s).min().orElse(0);
  }

  /// The left singular vectors that count.
  DMatrixRMaj left() {
    return U;
  }

  /// The right singular vectors that count.
  DMatrixRMaj right() {
    return V;
  }

  double singularValue(int i) {
    return s[i];
  }

  /// `basis diag(factor) coordinates`; the coordinates are overwritten.
  private static DMatrixRMaj spread(DMatrixRMaj basis, DMatrixRMaj coordinates,
      IntToDoubleFunction factor) {
    for (int i = 0; i < coordinates.numRows; i++) {
      double f = factor.applyAsDouble(i);
      for (int j = 0; j < coordinates.numCols; j++) {
        coordinates.set(i, j, f * coordinates.get(i, j));
      }
    }
    return CommonOps_DDRM.mult(basis, coordinates, null);
  }

  private static DMatrixRMaj columns(DMatrixRMaj M, int[] kept) {
    DMatrixRMaj some = new DMatrixRMaj(M.numRows, kept.length);
    for (int j = 0; j < kept.length; j++) {
      for (int i = 0; i < M.numRows; i++) {
        some.set(i, j, M.get(i, kept[j]));
      }
    }
    return some;
  }
}
