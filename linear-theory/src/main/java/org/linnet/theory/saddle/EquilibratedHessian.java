package org.linnet.theory.saddle;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The weight Hessian of the equilibrated energy at any point.
///
/// **Statement**: along a direction `V(1), .., V(L)` the equilibrium `lambda(l-1) = A(l)ᵀ lambda(l)`,
/// `z(l) = A(l) z(l-1) + b(l) + lambda(l)/gamma(l)` moves by the solution of
///
/// `dlambda(l-1) = a(l) V(l)ᵀ lambda(l) + A(l)ᵀ dlambda(l)`,
/// `dz(l) = a(l) V(l) z(l-1) + A(l) dz(l-1) + dlambda(l)/gamma(l)`, `dz(0) = dz(L) = 0`,
///
/// and the Hessian's product with it is `-a(l)/B [dlambda(l) z(l-1)ᵀ + lambda(l) dz(l-1)ᵀ]`, `l = 1..L`. If `c` is the
/// `dz(L)` that `dlambda(L) = 0` gives, then `dlambda(L) = -S⁻¹ c`.
///
/// **Assumptions**: linear layers; input and output clamped; exact equilibrium; biases fixed. Any scalings, skips, precisions.
///
/// **Shapes**: `V(l)` is `N(l) x N(l-1)`; the dense form is `p x p` in the layout of [RowVectorisation].
///
/// **Numerics**: O(H K N²) once and O(H N² B) for each product; the dense form takes `p` products, O(p²) for small batches, and
/// is meant for `p` up to a few thousand. `S` is factored by orthogonal transformations of its suffix products, so the
/// error is about `eps sqrt(cond S)` times the norm of the Hessian (tested up to `cond S` = 1e12).
///
/// **Source**: `innocenti2025thesis`, B.3 derives it at the origin only ([OriginHessian]) and for one hidden layer
/// ([OneHiddenLayerHessian]).
public final class EquilibratedHessian {
  private EquilibratedHessian() {}

  /// The product of the Hessian with the direction `V(1), .., V(L)`, as matrices of the same shapes.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static DMatrixRMaj[] product(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, DMatrixRMaj... V) {
    return Equilibrium.ofEnergy(net, x, y).product(V);
  }

  /// The whole Hessian, symmetric.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static DMatrixRMaj dense(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Equilibrium at = Equilibrium.ofEnergy(net, x, y);
    int p = RowVectorisation.weights(net);
    DMatrixRMaj H = new DMatrixRMaj(p, p);
    DMatrixRMaj unit = new DMatrixRMaj(p, 1);
    for (int j = 0; j < p; j++) {
      unit.data[j] = 1;
      CommonOps_DDRM.insert(RowVectorisation.stack(at.product(RowVectorisation.unstack(net, unit))), H, 0, j);
      unit.data[j] = 0;
    }
    DMatrixRMaj transposed = CommonOps_DDRM.transpose(H, null);
    CommonOps_DDRM.add(0.5, H, 0.5, transposed, H); // equal up to rounding
    return H;
  }
}
