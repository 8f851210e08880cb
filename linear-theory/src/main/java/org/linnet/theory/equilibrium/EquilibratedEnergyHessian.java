package org.linnet.theory.equilibrium;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.Shapes;

/// The Hessian of the equilibrated energy in the weights, applied to a direction.
///
/// **Statement**: the derivative of the gradient of [EquilibratedEnergy] along `V(1), .., V(L)` is
///
/// `-a(l)/B (dlambda(l) z(l-1)ᵀ + lambda(l) dz(l-1)ᵀ)`, `lambda(l) = gamma(l) e(l)`,
///
/// where `dlambda` and `dz` are the derivatives of the equilibrium along `V`: with `dA(l) = a(l) V(l)`,
///
/// `dlambda(l) = A(l+1)ᵀ dlambda(l+1) + dA(l+1)ᵀ lambda(l+1)`,
/// `dz(l) = A(l) dz(l-1) + dA(l) z(l-1) + dlambda(l)/gamma(l)`, `dz(0) = 0`.
///
/// They are affine in `dlambda(L)`: where `dlambda(L) = 0` leads to the output `dz(L) = d`, the clamped output asks for
/// `dlambda(L) = -S⁻¹ d`.
///
/// **Assumptions**: those of [EquilibratedEnergy].
///
/// **Shapes**: `V(l)` and the result's `l`-th matrix are `N(l) x N(l-1)`.
///
/// **Numerics**: O(H K N²) once for `S` and O(H N²) per sample; the Hessian, of `p²` numbers, is not formed. The errors
/// `lambda` are as exact as those of [EquilibratedEnergy#gradient]; the activities, which are added up from the input, carry an
/// absolute error of about `eps` times the norms along the forward pass.
///
/// **Source**: `innocenti2025thesis`, Theorem 3.1 (Eq. 4.5), differentiated twice; its second derivatives at `H = 1` are
/// Eq. B.39-B.42, at the origin Eq. 4.8, of chains B.49.
///
/// **Erratum**: B.49 prints the middle terms of the second derivative of `loss/s` for `i, j > 1` as
/// `- (1/s²) loss_i s_j + (1/s²) loss_j s_i + (1/s²) loss s_ij - (2/s³) s_j loss s_i`, which is not symmetric in `i` and `j`; the
/// quotient rule gives `- loss_i s_j - loss_j s_i - loss s_ij` over `s²`, plus `2 loss s_i s_j` over `s³`. At `w = (1, 1, 1)`,
/// `x = 1`, `y = 0` the entry `(2, 3)` is 2/27 and the printed form gives 10/27, or 22/27 for `(3, 2)`.
public final class EquilibratedEnergyHessian {
  private EquilibratedEnergyHessian() {}

  /// The Hessian of `F*` at the network's weights times the direction `V(1), .., V(L)`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static DMatrixRMaj[] product(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, DMatrixRMaj... direction) {
    Shapes.requireFit(net, x, y);
    requireDirection(net, direction);
    RescalingFactor factor = RescalingFactor.of(net);
    int L = net.depth();
    DMatrixRMaj[] lambda = new DMatrixRMaj[L + 1];
    lambda[L] = factor.solve(residual(net, x, y)); // S⁻¹ r
    pullBack(net, lambda);
    DMatrixRMaj[] z = activities(net, x, lambda);
    DMatrixRMaj[] dlambda = new DMatrixRMaj[L + 1];
    dlambda[L] = new DMatrixRMaj(net.width(L), x.numCols);
    tangentErrors(net, direction, lambda, dlambda);
    DMatrixRMaj[] dz = tangentActivities(net, direction, z, dlambda);
    dlambda[L] = factor.solve(dz[L]);
    CommonOps_DDRM.changeSign(dlambda[L]); // -S⁻¹ d
    tangentErrors(net, direction, lambda, dlambda);
    dz = tangentActivities(net, direction, z, dlambda);
    DMatrixRMaj[] product = new DMatrixRMaj[L];
    for (int l = 1; l <= L; l++) {
      product[l - 1] = CommonOps_DDRM.multTransB(dlambda[l], z[l - 1], null);
      CommonOps_DDRM.multAddTransB(lambda[l], dz[l - 1], product[l - 1]);
      CommonOps_DDRM.scale(-net.scaling(l) / x.numCols, product[l - 1]);
    }
    return product;
  }

  private static DMatrixRMaj residual(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    DMatrixRMaj f = x;
    for (int l = 1; l <= net.depth(); l++) {
      f = net.predict(l, f);
    }
    return CommonOps_DDRM.subtract(y, f, null);
  }

  /// `lambda(l) = A(l+1)ᵀ lambda(l+1)`.
  private static void pullBack(DeepLinearNet net, DMatrixRMaj[] lambda) {
    for (int l = net.depth() - 1; l >= 1; l--) {
      lambda[l] = CommonOps_DDRM.multTransA(net.layerMap(l + 1), lambda[l + 1], null);
    }
  }

  /// `z(l) = A(l) z(l-1) + c(l) + lambda(l)/gamma(l)`, up to `z(H)`.
  private static DMatrixRMaj[] activities(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj[] lambda) {
    DMatrixRMaj[] z = new DMatrixRMaj[net.depth()];
    z[0] = x;
    for (int l = 1; l < z.length; l++) {
      z[l] = net.predict(l, z[l - 1]);
      CommonOps_DDRM.addEquals(z[l], 1 / net.precision(l), lambda[l]);
    }
    return z;
  }

  /// `dlambda(l) = A(l+1)ᵀ dlambda(l+1) + dA(l+1)ᵀ lambda(l+1)`, down from `dlambda(L)`.
  private static void tangentErrors(DeepLinearNet net, DMatrixRMaj[] V, DMatrixRMaj[] lambda, DMatrixRMaj[] dlambda) {
    for (int l = net.depth() - 1; l >= 1; l--) {
      dlambda[l] = CommonOps_DDRM.multTransA(net.layerMap(l + 1), dlambda[l + 1], null);
      CommonOps_DDRM.multAddTransA(net.scaling(l + 1), V[l], lambda[l + 1], dlambda[l]);
    }
  }

  /// `dz(l) = A(l) dz(l-1) + dA(l) z(l-1) + dlambda(l)/gamma(l)`, up to `dz(L)`.
  private static DMatrixRMaj[] tangentActivities(DeepLinearNet net, DMatrixRMaj[] V, DMatrixRMaj[] z,
      DMatrixRMaj[] dlambda) {
    DMatrixRMaj[] dz = new DMatrixRMaj[net.depth() + 1];
    dz[0] = new DMatrixRMaj(z[0].numRows, z[0].numCols);
    for (int l = 1; l < dz.length; l++) {
      dz[l] = CommonOps_DDRM.mult(net.layerMap(l), dz[l - 1], null);
      CommonOps_DDRM.multAdd(net.scaling(l), V[l - 1], z[l - 1], dz[l]);
      CommonOps_DDRM.addEquals(dz[l], 1 / net.precision(l), dlambda[l]);
    }
    return dz;
  }

  private static void requireDirection(DeepLinearNet net, DMatrixRMaj[] V) {
    if (V.length != net.depth()) {
      throw new IllegalArgumentException(
          "one direction per weight matrix is needed: " + net.depth() + ", got " + V.length);
    }
    for (int l = 1; l <= net.depth(); l++) {
      if (V[l - 1].numRows != net.width(l) || V[l - 1].numCols != net.width(l - 1)) {
        throw new IllegalArgumentException("V(" + l + ") must be " + net.width(l) + " x " + net.width(l - 1)
            + ", the shape of W(" + l + "), got " + V[l - 1].numRows + " x " + V[l - 1].numCols);
      }
    }
  }
}
