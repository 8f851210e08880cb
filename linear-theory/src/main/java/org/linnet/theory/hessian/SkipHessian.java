package org.linnet.theory.hessian;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.linalg.BlockTridiagonal;
import org.linnet.core.net.DeepLinearNet;

/// The activity Hessian of a linear network with identity skips over several layers.
///
/// **Statement**: the energy `1/2 sum_l gamma(l) ‖e(l)‖²` of one sample, with `e(l) = z(l) - A(l) z(l-1) - c(l) - z(l-n)` for
/// `l = n+1..H` and without the last term for `l <= n` and for the output, has the Hessian `sum_l gamma(l) E(l)ᵀ E(l)`, where
/// `E(l)` holds `I` at layer `l`, `-A(l)` at `l-1` and `-I` at `l-n`. It is positive definite. Layers more than one apart
/// couple, so `n` consecutive layers make one block of a block tridiagonal matrix. For `n = 1` this is
/// `ActivityHessian` of the network with hidden skips.
///
/// **Assumptions**: linear layers, input and output clamped; `N(l) = N(l-n)` where there is a skip.
///
/// **Shapes**: `N(1) + .. + N(H)` square; block `j` is that of the layers `(j-1) n + 1 .. j n`, the last may have fewer.
///
/// **Numerics**: O(H N³) to assemble; its factorisation costs O(H n² N³).
///
/// **Source**: `innocenti2025thesis`, Eq. C.20 (the energy; it does not print the Hessian).
public final class SkipHessian {
  private final DeepLinearNet net;
  private final int n;
  private final DMatrixRMaj[] D;
  private final DMatrixRMaj[] O;

  private SkipHessian(DeepLinearNet net, int n) {
    this.net = net;
    this.n = n;
    int groups = Math.ceilDiv(net.hiddenLayers(), n);
    D = new DMatrixRMaj[groups];
    O = new DMatrixRMaj[groups - 1];
    for (int j = 0; j < groups; j++) {
      D[j] = new DMatrixRMaj(rows(j), rows(j));
      if (j > 0) {
        O[j - 1] = new DMatrixRMaj(rows(j), rows(j - 1));
      }
    }
  }

  /// The Hessian of `net` with additional skips from layer `l-n` to `l`, `l = n+1..H`.
  ///
  /// @throws IllegalArgumentException if `n` is not positive, the network has no hidden layer, or a skip joins layers of
  /// unequal width
  public static BlockTridiagonal of(DeepLinearNet net, int n) {
    require(n >= 1, "a skip must reach over at least 1 layer, got n = " + n);
    int H = net.hiddenLayers();
    require(H >= 1, "a network of depth 1 has no hidden activities and so no activity Hessian");
    for (int l = n + 1; l <= H; l++) {
      require(net.width(l) == net.width(l - n), "the skip from layer " + (l - n) + " to " + l
          + " needs equal widths, got " + net.width(l - n) + " and " + net.width(l));
    }
    SkipHessian hessian = new SkipHessian(net, n);
    for (int l = 1; l <= net.depth(); l++) {
      hessian.addError(l);
    }
    return BlockTridiagonal.of(hessian.D, hessian.O);
  }

  /// Adds `gamma(l) E(l)ᵀ E(l)`, pair by pair of the layers that `e(l)` depends on.
  private void addError(int l) {
    double gamma = net.precision(l);
    DMatrixRMaj A = net.layerMap(l);
    DMatrixRMaj I = CommonOps_DDRM.identity(net.width(l));
    boolean self = l <= net.hiddenLayers();
    boolean below = l > 1;
    boolean skip = self && l > n;
    if (self) {
      add(l, l, gamma, I);
    }
    if (below) {
      add(l - 1, l - 1, gamma, CommonOps_DDRM.multTransA(A, A, null));
    }
    if (skip) {
      add(l - n, l - n, gamma, I);
      addSymmetric(l, l - n, -gamma, I);
      addSymmetric(l - n, l - 1, gamma, A);
    }
    if (self && below) {
      addSymmetric(l, l - 1, -gamma, A);
    }
  }

  /// Adds `factor M` to the rows of layer `k` and the columns of layer `j`, and its transpose the other way round.
  private void addSymmetric(int k, int j, double factor, DMatrixRMaj M) {
    add(k, j, factor, M);
    add(j, k, factor, CommonOps_DDRM.transpose(M, null));
  }

  /// Adds `factor M` to the rows of layer `k` and the columns of layer `j`, unless that is above the diagonal blocks.
  private void add(int k, int j, double factor, DMatrixRMaj M) {
    int row = (k - 1) / n;
    int column = (j - 1) / n;
    if (row < column) {
      return;
    }
    DMatrixRMaj block = row == column ? D[row] : O[column];
    int top = start(k);
    int left = start(j);
    for (int i = 0; i < M.numRows; i++) {
      for (int m = 0; m < M.numCols; m++) {
        block.add(top + i, left + m, factor * M.get(i, m));
      }
    }
  }

  /// The first row of layer `k` in its block.
  private int start(int k) {
    int sum = 0;
    for (int l = (k - 1) / n * n + 1; l < k; l++) {
      sum += net.width(l);
    }
    return sum;
  }

  private int rows(int group) {
    int sum = 0;
    for (int l = group * n + 1; l <= Math.min((group + 1) * n, net.hiddenLayers()); l++) {
      sum += net.width(l);
    }
    return sum;
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }
}
