package org.linnet.theory.saddle;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.Shapes;

/// The zero-rank saddles of the equilibrated energy: its curvature in the last weights, and the steepest way out there.
///
/// **Statement**: where `A(L) = 0` and `A(H) .. A(1) = 0` the weight gradient of `F*` is zero and
///
/// `∂²F*/∂W(L)∂W(L) = -c Σyy ⊗ C`, `c = a(L)² gamma(L)²`, `C = sum_(l=1..H) Q(l) Q(l)ᵀ/gamma(l)`, `Q(l) = A(H) .. A(l+1)`,
///
/// where `C` is the covariance of `z(H)` in the generative model. Along `W(L) = delta D` the energy is
/// `F* - delta² c/2 tr(Dᵀ Σyy D C) + O(delta⁴)`. Among unit `D` the decrease is largest for `D = u vᵀ` with the leading
/// eigenvectors of `Σyy` and `C`; the curvature there is `-c λ(Σyy) λ(C)`, negative exactly if `y` and `a(L)` are not zero.
///
/// **Assumptions**: depth 2 or more; linear layers; no biases; input and output clamped. The other blocks can only lower the
/// smallest eigenvalue of the whole Hessian ([EquilibratedHessian]).
///
/// **Shapes**: `D` is `K x N(H)`; the block is `K N(H)` square, rows of `W(L)` first.
///
/// **Numerics**: O(H N³) for `C`, whose eigenvectors come from the singular vectors of its stack; relative error of the
/// curvature about `H N eps`. "Zero" is meant up to rounding: `n eps` times the product of the norms, `n` the sum of the widths.
///
/// **Source**: `innocenti2025thesis`, Theorem 3.3 (Eq. 4.10), B.54-B.61.
///
/// **Erratum**: (1) B.55 goes along `W(L) = delta I`, which exists only for `N(L) = N(H)`; any `D` with `Σyy D ≠ 0` serves, for
/// example `u vᵀ`. (2) B.56-B.60 leave out the factor `1/(2B)` and B.59 sums samples to `L`: with widths 1, `w = (0, 0)` and
/// `y = 1`, `F*(delta) = 1/(2 (1 + delta²))` has the coefficient -1/2 of `delta²`, the print gives -1; right is
/// `c = 1/(2B) sum_i y(i)ᵀ A y(i)`. (3) L734 calls `W(L) = 0` necessary for a critical point of `F*`; every perfect fit with
/// `W(L) ≠ 0` is one (widths 1, `w = (1, 1)`, `x = y = 1`). (4) 4.10 fails for `y = 0`, and Definition 1's positive eigenvalue
/// need not exist (see [OriginHessian]).
public final class ZeroRankSaddle {
  private ZeroRankSaddle() {}

  /// The unit direction of `W(L)` along which the energy falls fastest, and the curvature along it.
  public record Escape(DMatrixRMaj direction, double curvature) {
    /// Whether the saddle is strict in this direction.
    public boolean strict() {
      return curvature < 0;
    }
  }

  /// The steepest escape in the last weights.
  ///
  /// @throws IllegalArgumentException if the network is not at a zero-rank saddle or a shape does not fit
  public static Escape escape(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    requireSaddle(net, x, y);
    Leading u = Leading.of(CommonOps_DDRM.transpose(y, null));
    Leading v = Leading.of(stack(net));
    double c = Math.pow(net.scaling(net.depth()) * net.precision(net.depth()) * u.value * v.value, 2) / y.numCols;
    return new Escape(CommonOps_DDRM.multTransB(u.vector, v.vector, null), -c);
  }

  /// `∂²F*/∂W(L)∂W(L)`.
  ///
  /// @throws IllegalArgumentException if the network is not at a zero-rank saddle or a shape does not fit
  public static DMatrixRMaj lastBlock(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    requireSaddle(net, x, y);
    DMatrixRMaj stack = stack(net);
    DMatrixRMaj block = CommonOps_DDRM.kron(CommonOps_DDRM.multTransB(y, y, null),
        CommonOps_DDRM.multTransA(stack, stack, null), null);
    CommonOps_DDRM.scale(-Math.pow(net.scaling(net.depth()) * net.precision(net.depth()), 2) / y.numCols, block);
    return block;
  }

  /// The rows `Q(l)ᵀ gamma(l)^(-1/2)`, so that `C` is the stack's Gram matrix: `N(1) + .. + N(H)` rows, `N(H)` columns.
  private static DMatrixRMaj stack(DeepLinearNet net) {
    int H = net.hiddenLayers();
    DMatrixRMaj[] blocks = new DMatrixRMaj[H];
    DMatrixRMaj Q = CommonOps_DDRM.identity(net.width(H));
    for (int l = H; l >= 1; l--) {
      blocks[l - 1] = CommonOps_DDRM.transpose(Q, null);
      CommonOps_DDRM.scale(1 / Math.sqrt(net.precision(l)), blocks[l - 1]);
      Q = CommonOps_DDRM.mult(Q, net.layerMap(l), null);
    }
    return CommonOps_DDRM.concatRowsMulti(blocks);
  }

  /// The largest singular value of a matrix and its right singular vector.
  private record Leading(DMatrixRMaj vector, double value) {
    static Leading of(DMatrixRMaj M) {
      SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(M.numRows, M.numCols, false, true,
          true);
      svd.decompose(M.copy());
      double[] values = svd.getSingularValues();
      int largest = 0;
      for (int i = 1; i < svd.numberOfSingularValues(); i++) {
        largest = values[i] > values[largest] ? i : largest;
      }
      DMatrixRMaj rows = svd.getV(null, true);
      return new Leading(CommonOps_DDRM.transpose(CommonOps_DDRM.extractRow(rows, largest, null), null),
          values[largest]);
    }
  }

  private static void requireSaddle(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net, x, y);
    int L = net.depth();
    require(L >= 2, "a zero-rank saddle needs a hidden layer, got depth 1");
    for (int l = 1; l <= L; l++) {
      for (double bias : net.bias(l)) {
        require(bias == 0, "biases must be 0 at a zero-rank saddle, got " + bias + " in b(" + l + ")");
      }
    }
    double last = NormOps_DDRM.normF(net.layerMap(L));
    require(last == 0, "A(" + L + ") must be 0 at a zero-rank saddle, got the norm " + last);
    DMatrixRMaj product = net.layerMap(1);
    double norms = NormOps_DDRM.normF(product);
    for (int l = 2; l < L; l++) {
      DMatrixRMaj A = net.layerMap(l);
      norms *= NormOps_DDRM.normF(A);
      product = CommonOps_DDRM.mult(A, product, null);
    }
    double norm = NormOps_DDRM.normF(product);
    require(norm <= Arrays.stream(net.widths()).sum() * 0x1p-52 * norms,
        "A(" + (L - 1) + ") .. A(1) must be 0 at a zero-rank saddle, got the norm " + norm);
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }
}
