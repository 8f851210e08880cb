package org.linnet.core.inference;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.linalg.BlockTridiagonalCholesky;
import org.linnet.core.net.DeepLinearNet;

/// The Hessian of a linear network's energy with respect to the hidden activities of one sample.
///
/// **Statement**: with the layer maps `A(l)` of [DeepLinearNet], the Hessian `Hz` is block tridiagonal with
/// `D(l) = gamma(l) I + gamma(l+1) A(l+1)ᵀ A(l+1)` on the diagonal (`l = 1..H`) and `O(l) = -gamma(l+1) A(l+1)` below it
/// (block row `l+1`, `l = 1..H-1`). It is positive definite.
///
/// **Source**: `innocenti2025thesis`, Eq. 5.5 (no skips) and C.19 (skips).
public final class ActivityHessian {
  private static final int POWER_STEPS = 60;

  private final DMatrixRMaj[] D;
  private final DMatrixRMaj[] O;

  private ActivityHessian(DMatrixRMaj[] D, DMatrixRMaj[] O) {
    this.D = D;
    this.O = O;
  }

  /// The activity Hessian of `net`; it does not depend on the data.
  ///
  /// @throws IllegalArgumentException if the network has no hidden layer
  public static ActivityHessian of(DeepLinearNet net) {
    int H = net.hiddenLayers();
    if (H == 0) {
      throw new IllegalArgumentException("a network of depth 1 has no hidden activities and so no activity Hessian");
    }
    DMatrixRMaj[] D = new DMatrixRMaj[H];
    DMatrixRMaj[] O = new DMatrixRMaj[H - 1];
    for (int l = 1; l <= H; l++) {
      DMatrixRMaj A = net.layerMap(l + 1);
      double next = net.precision(l + 1);
      D[l - 1] = CommonOps_DDRM.identity(net.width(l));
      CommonOps_DDRM.scale(net.precision(l), D[l - 1]);
      CommonOps_DDRM.multAddTransA(next, A, A, D[l - 1]); // gamma(l) I + gamma(l+1) Aᵀ A
      if (l < H) {
        CommonOps_DDRM.scale(-next, A);
        O[l - 1] = A;
      }
    }
    return new ActivityHessian(D, O);
  }

  /// The factorisation that exact inference uses.
  ///
  /// @throws ArithmeticException if the condition number is beyond double precision
  public BlockTridiagonalCholesky cholesky() {
    return BlockTridiagonalCholesky.factor(D, O).orElseThrow(() -> new ArithmeticException(
        "the activity Hessian is not positive definite in double precision: its condition number exceeds 1e16; "
            + "scale the weights down"));
  }

  /// Certified bounds of all eigenvalues: `Hz - lower I` and `upper I - Hz` were factored by Cholesky, which proves them
  /// positive definite up to rounding. They lie within a few percent of the extreme eigenvalues.
  public Bounds eigenvalueBounds() {
    double largest = largestByPowerIteration();
    double upper = largest;
    do {
      upper *= 1.02;
    } while (shifted(-1, upper).isEmpty());
    double lower = smallestByInverseIteration();
    do {
      lower /= 1.02;
    } while (shifted(1, -lower).isEmpty());
    return new Bounds(lower, upper);
  }

  /// Bounds of the eigenvalues.
  public record Bounds(double lower, double upper) {
    /// The step size of fastest guaranteed descent, `2 / (lower + upper)`.
    public double bestStepSize() {
      return 2 / (lower + upper);
    }

    /// An upper bound of the condition number.
    public double condition() {
      return upper / lower;
    }
  }

  private Optional<BlockTridiagonalCholesky> shifted(double sign, double shift) {
    DMatrixRMaj[] diagonal = new DMatrixRMaj[D.length];
    DMatrixRMaj[] below = new DMatrixRMaj[O.length];
    for (int l = 0; l < D.length; l++) {
      diagonal[l] = D[l].copy();
      CommonOps_DDRM.scale(sign, diagonal[l]);
      for (int i = 0; i < diagonal[l].numRows; i++) {
        diagonal[l].add(i, i, shift);
      }
    }
    for (int l = 0; l < O.length; l++) {
      below[l] = O[l].copy();
      CommonOps_DDRM.scale(sign, below[l]);
    }
    return BlockTridiagonalCholesky.factor(diagonal, below);
  }

  private double largestByPowerIteration() {
    DMatrixRMaj[] v = startVector();
    DMatrixRMaj[] product = startVector();
    double norm = 0;
    for (int step = 0; step < POWER_STEPS; step++) {
      multiply(v, product);
      norm = normalise(product);
      DMatrixRMaj[] swap = v;
      v = product;
      product = swap;
    }
    return norm;
  }

  private double smallestByInverseIteration() {
    BlockTridiagonalCholesky cholesky = cholesky();
    DMatrixRMaj[] v = startVector();
    double norm = 1;
    for (int step = 0; step < POWER_STEPS; step++) {
      cholesky.solve(v);
      norm = normalise(v);
    }
    return 1 / norm;
  }

  /// `product := Hz v`.
  private void multiply(DMatrixRMaj[] v, DMatrixRMaj[] product) {
    for (int l = 0; l < D.length; l++) {
      CommonOps_DDRM.mult(D[l], v[l], product[l]);
      if (l > 0) {
        CommonOps_DDRM.multAdd(O[l - 1], v[l - 1], product[l]);
      }
      if (l < O.length) {
        CommonOps_DDRM.multAddTransA(O[l], v[l + 1], product[l]);
      }
    }
  }

  private DMatrixRMaj[] startVector() {
    DMatrixRMaj[] v = new DMatrixRMaj[D.length];
    for (int l = 0; l < D.length; l++) {
      v[l] = new DMatrixRMaj(D[l].numRows, 1);
      for (int i = 0; i < v[l].numRows; i++) {
        v[l].set(i, 0, Math.cos(1 + 7.0 * l + 1.3 * i)); // no symmetry of the blocks
      }
    }
    normalise(v);
    return v;
  }

  private static double normalise(DMatrixRMaj[] v) {
    double squared = 0;
    for (DMatrixRMaj block : v) {
      double norm = NormOps_DDRM.normF(block);
      squared += norm * norm;
    }
    double norm = Math.sqrt(squared);
    for (DMatrixRMaj block : v) {
      CommonOps_DDRM.scale(1 / norm, block);
    }
    return norm;
  }
}
