package org.linnet.rmt.edge;

import org.ejml.data.DMatrixRMaj;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.linalg.BlockTridiagonal;
import org.linnet.core.net.DeepLinearNet;

/// The activity Hessian of a deep linear network in two parts, `Hz = D + O`.
///
/// **Statement**: without skips and with unit precisions, `D` has the diagonal blocks `I + a(l+1)² W(l+1)ᵀ W(l+1)`, `l = 1..H`,
/// and `O` the blocks `-a(l+1) W(l+1)`, `l = 1..H-1`, below the diagonal and their transposes above it; with them, the blocks of
/// [ActivityHessian].
///
/// **Shapes**: both as `Hz`, with `N(l) x N(l)` diagonal blocks.
///
/// **Source**: `innocenti2025thesis`, C.14.
///
/// **Erratum**: C.14 ends the list of `O` with `-a_(L-1) W_(L-1)` and begins `D` with layer 2: both are right, since the readout
/// `W(L)` couples no two hidden layers. But the blocks of `D` are not independent of those of `O`, and the last one is not of the
/// law of the others: its `W(L)` has `K` rows, not `N`.
///
/// @param diagonal `D`
/// @param coupling `O`
public record HessianParts(BlockTridiagonal diagonal, BlockTridiagonal coupling) {
  /// The parts for a network with clamped input and output.
  ///
  /// @throws IllegalArgumentException if the network has no hidden layer
  public static HessianParts of(DeepLinearNet net) {
    BlockTridiagonal Hz = ActivityHessian.of(net).matrix();
    int H = Hz.blocks();
    DMatrixRMaj[] D = new DMatrixRMaj[H];
    DMatrixRMaj[] none = new DMatrixRMaj[H]; // zero blocks on the diagonal of O
    DMatrixRMaj[] O = new DMatrixRMaj[H - 1];
    DMatrixRMaj[] apart = new DMatrixRMaj[H - 1]; // and below the diagonal of D
    for (int l = 1; l <= H; l++) {
      D[l - 1] = Hz.diagonal(l);
      none[l - 1] = new DMatrixRMaj(D[l - 1].numRows, D[l - 1].numCols);
      if (l < H) {
        O[l - 1] = Hz.below(l);
        apart[l - 1] = new DMatrixRMaj(O[l - 1].numRows, O[l - 1].numCols);
      }
    }
    return new HessianParts(BlockTridiagonal.of(D, apart), BlockTridiagonal.of(none, O));
  }
}
