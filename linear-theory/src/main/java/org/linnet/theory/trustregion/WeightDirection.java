package org.linnet.theory.trustregion;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.net.DeepLinearNet;

/// How the activity step shifts the weight gradient of predictive coding away from that of backpropagation.
///
/// **Statement**: with the step `d(l)` of [ActivityStep], `d(0) = 0` and `d(L) = r`,
///
/// `∂F*/∂W(l) = -a(l)/B gamma(l) (d(l) - A(l) d(l-1)) (h(l-1) + d(l-1))ᵀ`,
///
/// backpropagation's gradient of `gamma(L)` times the loss is `-a(l)/B gamma(L) P(l+1)ᵀ r h(l-1)ᵀ`, and the shift is their
/// difference. For `W(1)` predictive coding's gradient is the step alone: `-a(1) gamma(1)/B d(1) xᵀ`.
///
/// **Assumptions**: linear layers; input and output clamped; exact equilibrium.
///
/// **Shapes**: each gradient of layer `l` is `N(l) x N(l-1)`.
///
/// **Numerics**: O(H N³) once and O(H N² B); error about `eps` times the condition number of the activity Hessian.
///
/// **Source**: `innocenti2025thesis`, Eq. 3.6, A.17-A.18.
///
/// **Erratum**: 3.6 adds `(∂h/∂W) Hz⁻¹ g = -(∂h/∂W) d` to backpropagation's gradient. It is wrong to first order in `r`, in size and
/// sign: with one hidden layer, widths 1, `w = (1, 1)`, `x = 1`, `y = 2` the gradient in `w(1)` is -1/2 for predictive coding and
/// -1 for backpropagation, so the shift is +1/2, and the print gives -1/2. It also leaves the gradient of `W(L)` unchanged, which
/// is right only for `W(L) = 0` or `r = 0`. A.17 follows the chain rule through `h` although `F` at fixed `z` does not depend on `h`.
/// That predictive coding shifts backpropagation's direction by the activity step remains true in the form above.
public final class WeightDirection {
  private WeightDirection() {}

  /// The gradients of both methods, layer 1 first; the shift is predictive coding's less backpropagation's.
  public record Gradients(List<DMatrixRMaj> predictiveCoding, List<DMatrixRMaj> backpropagation,
      List<DMatrixRMaj> shift) {}

  /// The gradients of the equilibrated energy and of `gamma(L)` times the mean squared error.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static Gradients gradients(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Activities d = ActivityStep.step(net, x, y);
    Activities h = PcEnergy.of(net, x, y).forward();
    int L = net.depth();
    DMatrixRMaj r = CommonOps_DDRM.subtract(y, net.predict(L, L == 1 ? x : h.layer(L - 1)), null);
    DMatrixRMaj back = r.copy(); // gamma(L) P(l+1)ᵀ r
    CommonOps_DDRM.scale(net.precision(L), back);
    List<DMatrixRMaj> pc = new ArrayList<>();
    List<DMatrixRMaj> bp = new ArrayList<>();
    List<DMatrixRMaj> shift = new ArrayList<>();
    for (int l = L; l >= 1; l--) {
      double scale = -net.scaling(l) / x.numCols;
      DMatrixRMaj weighted = l == L ? r.copy() : d.layer(l).copy(); // gamma(l) (d(l) - A(l) d(l-1))
      DMatrixRMaj input = l == 1 ? x : h.layer(l - 1).copy();
      bp.addFirst(outer(scale, back, input));
      if (l > 1) {
        CommonOps_DDRM.multAdd(-1, net.layerMap(l), d.layer(l - 1), weighted);
        CommonOps_DDRM.addEquals(input, d.layer(l - 1));
      }
      pc.addFirst(outer(scale * net.precision(l), weighted, input));
      shift.addFirst(CommonOps_DDRM.subtract(pc.getFirst(), bp.getFirst(), null));
      back = CommonOps_DDRM.multTransA(net.layerMap(l), back, null);
    }
    return new Gradients(List.copyOf(pc), List.copyOf(bp), List.copyOf(shift));
  }

  private static DMatrixRMaj outer(double scale, DMatrixRMaj u, DMatrixRMaj w) {
    DMatrixRMaj M = CommonOps_DDRM.multTransB(u, w, null);
    CommonOps_DDRM.scale(scale, M);
    return M;
  }
}
