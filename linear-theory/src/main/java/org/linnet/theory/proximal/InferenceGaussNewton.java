package org.linnet.theory.proximal;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.Shapes;
import org.linnet.theory.equilibrium.EquilibratedEnergy;

/// The targets of inference learning are regularised Gauss-Newton steps from the forward activities.
///
/// **Statement**: at the equilibrium of the energy with input and output clamped, the hidden activities differ from the
/// forward pass by
///
/// `z*(l) - h(l) = (Pᵀ R⁻¹ P + Σ⁻¹)⁻¹ Pᵀ R⁻¹ r = Σ Pᵀ S⁻¹ r`, `P = P(l+1)`, `S = P Σ Pᵀ + R`,
///
/// the step that minimises `‖r - P d‖²` in the metric `R⁻¹` plus `‖d‖²` in the metric `Σ⁻¹`, where
///
/// - `Σ = Σ(l) = sum_(k=1..l) A(l) .. A(k+1) (..)ᵀ / gamma(k)` is what the errors up to layer `l` may cause in it,
/// - `R = R(l) = I/gamma(L) + sum_(k=l+1..L-1) P(k+1) P(k+1)ᵀ / gamma(k)` what those above it may cause in the output.
///
/// `S` is the same for all layers, the rescaling of [EquilibratedEnergy]. The errors are
/// `e*(l) = P(l+1)ᵀ S⁻¹ r / gamma(l)`. Only for `l = 1`, `L = 2` are `R` and `Σ` multiples of the identity in general; then
/// the step and the error are the Gauss-Newton target with damping `gamma(1)/gamma(2)`. Between its neighbours a layer sits
/// at
///
/// `z*(l) = (A(l+1)ᵀ A(l+1) + ρ I)⁻¹ (A(l+1)ᵀ z*(l+1) + ρ A(l) z*(l-1))`, `ρ = gamma(l)/gamma(l+1)` (biases apart).
///
/// **Assumptions**: linear layers, exact equilibrium. A free output with squared error is one more layer with `A = I`.
///
/// **Shapes**: displacement `l` is `N(l) x B`, `Σ(l)` is `N(l) x N(l)`, `R(l)` is `K x K`; `l = 1..L-1`.
///
/// **Numerics**: displacements O(L K N² + K³ + L N² B), relative error about `eps cond S`; `Σ` and `R` O(L N³).
///
/// **Source**: `alonso2022`, section 4.2, end (IL-GN; its formula, appendix C.5, is not in the source: this one is exact
/// for linear networks); `ishikawa2024`, Eq. 8, 15, 16 and section 4.2 (coincidence with Gauss-Newton targets at `L = 2`).
///
/// **Erratum**: (1) `ishikawa2024` Eq. 8 prints `ρ = gamma(l+1)/gamma(l)`: with unit maps, `gamma = (1, 3)`, `z(0) = 0`,
/// `z(2) = 1` the equilibrium is `z(1) = 3/4`, the print gives 1/4. So the targets resemble Gauss-Newton's where
/// `gamma(l) ≪ gamma(l+1)`, precisions growing with depth, not decaying. (2) `alonso2022` says that updates approach those
/// of backpropagation as the loss approaches zero. In a linear network the errors are linear in `r`, so their direction
/// does not depend on the loss: `A(2) = diag(1, 2)`, `r = t (1, 1)` gives `e(1) = t (1/2, 2/5)` against `t (1, 2)`. What
/// makes `S` a multiple of `I`, and so the directions equal, is one output, or a small weight `gamma(L)` of the output.
public final class InferenceGaussNewton {
  private InferenceGaussNewton() {}

  /// `z*(l) - h(l)` for `l = 1..L-1`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  /// @throws ArithmeticException if the condition number of `S` is beyond double precision
  public static DMatrixRMaj[] displacements(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    DMatrixRMaj[] d = errors(net, x, y);
    for (int l = 2; l <= d.length; l++) {
      CommonOps_DDRM.multAdd(net.layerMap(l), d[l - 2], d[l - 1]); // d(l) = A(l) d(l-1) + e(l)
    }
    return d;
  }

  /// `e*(l) = P(l+1)ᵀ S⁻¹ r / gamma(l)` for `l = 1..L-1`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  /// @throws ArithmeticException if the condition number of `S` is beyond double precision
  public static DMatrixRMaj[] errors(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net, x, y);
    DMatrixRMaj h = x;
    for (int l = 1; l <= net.depth(); l++) {
      h = net.predict(l, h);
    }
    DMatrixRMaj pulled = solve(EquilibratedEnergy.rescaling(net), CommonOps_DDRM.subtract(y, h, null)); // S⁻¹ r
    DMatrixRMaj[] e = new DMatrixRMaj[net.hiddenLayers()];
    for (int l = e.length; l >= 1; l--) {
      pulled = CommonOps_DDRM.multTransA(net.layerMap(l + 1), pulled, null);
      e[l - 1] = pulled.copy();
      CommonOps_DDRM.scale(1 / net.precision(l), e[l - 1]);
    }
    return e;
  }

  /// `Σ(l)`, the inverse of the regulariser, for `l = 1..L-1`.
  public static DMatrixRMaj[] priorCovariances(DeepLinearNet net) {
    DMatrixRMaj[] covariances = new DMatrixRMaj[net.hiddenLayers()];
    for (int l = 1; l <= covariances.length; l++) {
      covariances[l - 1] = scaledIdentity(net.width(l), 1 / net.precision(l));
      if (l > 1) {
        addSandwich(net.layerMap(l), covariances[l - 2], covariances[l - 1]);
      }
    }
    return covariances;
  }

  /// `R(l)`, the inverse of the output's metric, for `l = 1..L-1`.
  public static DMatrixRMaj[] outputCovariances(DeepLinearNet net) {
    int L = net.depth();
    DMatrixRMaj[] covariances = new DMatrixRMaj[L - 1];
    DMatrixRMaj R = scaledIdentity(net.width(L), 1 / net.precision(L));
    DMatrixRMaj P = CommonOps_DDRM.identity(net.width(L)); // P(l+2)
    for (int l = L - 1; l >= 1; l--) {
      covariances[l - 1] = R.copy();
      P = CommonOps_DDRM.mult(P, net.layerMap(l + 1), null);
      CommonOps_DDRM.multAddTransB(1 / net.precision(l), P, P, R);
    }
    return covariances;
  }

  /// `z*(l)` from its neighbours, `1 <= l <= L-1`: `below = z(l-1)`, `above = z(l+1)`, one sample per column.
  ///
  /// @throws IllegalArgumentException if there is no such hidden layer or a shape does not fit
  public static DMatrixRMaj fromNeighbours(DeepLinearNet net, int l, DMatrixRMaj below, DMatrixRMaj above) {
    ProximalChecks.require(l >= 1 && l < net.depth(),
        "hidden layer l must be in 1.." + net.hiddenLayers() + ", got " + l);
    requireRows("below", below, net.width(l - 1));
    requireRows("above", above, net.width(l + 1));
    double rho = net.precision(l) / net.precision(l + 1);
    DMatrixRMaj A = net.layerMap(l + 1);
    DMatrixRMaj right = net.predict(l, below); // A(l) z(l-1) + b(l)
    CommonOps_DDRM.scale(rho, right);
    DMatrixRMaj bias = net.predict(l + 1, new DMatrixRMaj(net.width(l), above.numCols));
    CommonOps_DDRM.multAddTransA(A, CommonOps_DDRM.subtract(above, bias, null), right);
    DMatrixRMaj left = scaledIdentity(net.width(l), rho);
    CommonOps_DDRM.multAddTransA(A, A, left);
    return solve(left, right);
  }

  private static DMatrixRMaj solve(DMatrixRMaj M, DMatrixRMaj right) {
    DMatrixRMaj solution = new DMatrixRMaj(right.numRows, right.numCols);
    if (!CommonOps_DDRM.solveSPD(M, right, solution)) {
      throw new ArithmeticException("a " + M.numRows + " x " + M.numRows
          + " system is not positive definite in double precision: its condition number exceeds 1e16; "
          + "scale the weights down");
    }
    return solution;
  }

  private static void requireRows(String name, DMatrixRMaj M, int rows) {
    ProximalChecks.require(M.numRows == rows, name + " must have " + rows + " rows, got " + M.numRows);
  }

  /// `to += A C Aᵀ`.
  private static void addSandwich(DMatrixRMaj A, DMatrixRMaj C, DMatrixRMaj to) {
    CommonOps_DDRM.multAddTransB(CommonOps_DDRM.mult(A, C, null), A, to);
  }

  private static DMatrixRMaj scaledIdentity(int n, double value) {
    DMatrixRMaj identity = CommonOps_DDRM.identity(n);
    CommonOps_DDRM.scale(value, identity);
    return identity;
  }
}
