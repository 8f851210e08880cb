package org.linnet.core.inference;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.device.Rectangle;
import org.linnet.core.device.Side;
import org.linnet.core.linalg.BlockTridiagonal;
import org.linnet.core.linalg.BlockTridiagonalCholesky;
import org.linnet.core.net.DeepLinearNet;

/// The Hessian of a linear network's energy with respect to the free activities of one sample.
///
/// **Statement**: with the layer maps `A(l)` of [DeepLinearNet], the Hessian `Hz` is block tridiagonal with
/// `D(l) = gamma(l) I + gamma(l+1) A(l+1)ᵀ A(l+1)` on the diagonal and `O(l) = -gamma(l+1) A(l+1)` below it (block row
/// `l+1`, block column `l`). The blocks are those of the free layers: `l = 1..H` where input and output are clamped; up to
/// `L` with `D(L) = gamma(L) I` where the output is free; from 0 with `D(0) = gamma(1) A(1)ᵀ A(1)` where the input is free.
/// Biases and data do not enter. A regulariser `alpha/2 ‖z(l)‖²` of every free layer adds `alpha I`:
/// [BlockTridiagonal#plus(double)].
///
/// `Hz` is positive definite with a clamped input. With a free input it is positive semidefinite, and definite exactly
/// if `A(L) .. A(1)` has full column rank: `Hz` vanishes on the forward passes `z(l) = A(l) .. A(1) z(0)` that end in 0.
///
/// **Numerics**: O(H N³) to assemble.
///
/// **Source**: `innocenti2025thesis`, Eq. 5.5 and C.9 with the remarks after it (no skips), C.10 (definiteness), C.19 (skips).
///
/// **Erratum**: for the free input, the remark after Eq. C.9 puts `-a(1) W(1)` above the diagonal and its transpose below;
/// with unequal widths only the opposite fits. (C.19's matrix is this one; so is 5.5's.)
public final class ActivityHessian {
  private static final int POWER_STEPS = 60;
  private static final long WORTH_THREADS = 100_000;

  private final BlockTridiagonal matrix;

  private ActivityHessian(BlockTridiagonal matrix) {
    this.matrix = matrix;
  }

  /// With input and output clamped: the layers `1..H`.
  ///
  /// @throws IllegalArgumentException if the network has no hidden layer
  public static ActivityHessian of(DeepLinearNet net) {
    if (net.hiddenLayers() == 0) {
      throw new IllegalArgumentException("a network of depth 1 has no hidden activities and so no activity Hessian");
    }
    return of(net, 1, net.hiddenLayers());
  }

  /// With the input clamped and the output free: the layers `1..L`. Its determinant is the product of `gamma(l)^N(l)`.
  public static ActivityHessian withFreeOutput(DeepLinearNet net) {
    return of(net, 1, net.depth());
  }

  /// With the input free and the output clamped, as in unsupervised learning: the layers `0..H`.
  public static ActivityHessian withFreeInput(DeepLinearNet net) {
    return of(net, 0, net.hiddenLayers());
  }

  private static ActivityHessian of(DeepLinearNet net, int first, int last) {
    DMatrixRMaj[] D = new DMatrixRMaj[last - first + 1];
    DMatrixRMaj[] O = new DMatrixRMaj[last - first];
    IntStream layers = IntStream.rangeClosed(first, last);
    (net.parameters() > WORTH_THREADS ? layers.parallel() : layers).forEach(l -> assemble(net, l, first, last, D, O));
    return new ActivityHessian(BlockTridiagonal.of(D, O));
  }

  private static void assemble(DeepLinearNet net, int l, int first, int last, DMatrixRMaj[] D, DMatrixRMaj[] O) {
    DMatrixRMaj own = CommonOps_DDRM.identity(net.width(l));
    CommonOps_DDRM.scale(l == 0 ? 0 : net.precision(l), own);
    D[l - first] = own;
    if (l < net.depth()) {
      DMatrixRMaj A = net.layerMap(l + 1);
      double next = net.precision(l + 1);
      addGram(next, A, own); // gamma(l) I + gamma(l+1) Aᵀ A
      if (l < last) {
        CommonOps_DDRM.scale(-next, A);
        O[l - first] = A;
      }
    }
  }

  /// `to := to + gamma Aᵀ A`.
  private static void addGram(double gamma, DMatrixRMaj A, DMatrixRMaj to) {
    Rectangle map = Rectangle.of(A.data, A.numRows, A.numCols);
    Rectangle.of(to.data, to.numRows, to.numCols).add(gamma, Side.TRANSPOSED, map, map);
  }

  /// The matrix itself: its first block is that of the first free layer.
  public BlockTridiagonal matrix() {
    return matrix;
  }

  /// The factorisation that exact inference uses.
  ///
  /// @throws ArithmeticException if the condition number is beyond double precision
  public BlockTridiagonalCholesky cholesky() {
    return matrix.cholesky().orElseThrow(() -> new ArithmeticException(
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
    } while (matrix.choleskyBelow(upper).isEmpty());
    double lower = smallestByInverseIteration();
    do {
      lower /= 1.02;
    } while (matrix.choleskyAbove(lower).isEmpty());
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

  private double largestByPowerIteration() {
    DMatrixRMaj[] v = startVector();
    DMatrixRMaj[] product = startVector();
    double norm = 0;
    for (int step = 0; step < POWER_STEPS; step++) {
      matrix.multiply(v, product);
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

  private DMatrixRMaj[] startVector() {
    DMatrixRMaj[] v = new DMatrixRMaj[matrix.blocks()];
    for (int l = 0; l < v.length; l++) {
      v[l] = new DMatrixRMaj(matrix.diagonal(l + 1).numRows, 1);
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
