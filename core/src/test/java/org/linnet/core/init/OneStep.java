package org.linnet.core.init;

import static org.ejml.dense.row.CommonOps_DDRM.add;
import static org.ejml.dense.row.CommonOps_DDRM.addEquals;
import static org.ejml.dense.row.CommonOps_DDRM.identity;
import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.multTransA;
import static org.ejml.dense.row.CommonOps_DDRM.multTransB;
import static org.ejml.dense.row.CommonOps_DDRM.scale;
import static org.ejml.dense.row.CommonOps_DDRM.solve;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// One training step of a linear network, written out from each rule's own equations, and how far it moves each layer: root
/// mean squares over entries, per unit of an infinitesimal base rate, index `l - 1`.
///
/// @param own of `ΔA(l) z(l-1)`
/// @param biases of the steps of biases
/// @param whole of the change of `z(l)`
/// @param passed of what the last hidden layer's change brings to the output, `A(L) Δz(L-1)`
@SuppressWarnings("ArrayRecordComponent") // read only
record OneStep(double[] own, double[] biases, double[] whole, double passed) {
  /// Layer `l` moves along the mean of `e(l) h(l-1)ᵀ` over samples; index `l`.
  @SuppressWarnings("ArrayRecordComponent") // read only
  record Signals(DMatrixRMaj[] e, DMatrixRMaj[] h) {}

  /// How errors reach the layers, from `z(0), .., z(L)` of the forward pass and the output's residual `r`.
  interface Rule {
    Signals signals(DeepLinearNet net, DMatrixRMaj[] z, DMatrixRMaj r);
  }

  static OneStep of(DeepLinearNet net, Descent descent, Rule rule, DMatrixRMaj x, DMatrixRMaj r, double[] rates,
      double[] biasRates) {
    int L = net.depth();
    double[] own = new double[L];
    double[] biases = new double[L];
    double[] whole = new double[L];
    double passed = 0;
    DMatrixRMaj[] z = forward(net, x);
    Signals signals = rule.signals(net, z, r);
    DMatrixRMaj dz = new DMatrixRMaj(x.numRows, x.numCols);
    for (int l = 1; l <= L; l++) {
      DMatrixRMaj db = CommonOps_DDRM.sumRows(signals.e[l], null);
      scale(1.0 / x.numCols, db);
      DMatrixRMaj moved; // dA z(l-1), with minus the gradient in w(l): a(l) e(l) h(l-1)ᵀ / B
      switch (descent) {
        case SGD -> {
          moved = mult(signals.e[l], multTransA(signals.h[l - 1], z[l - 1], null), null);
          scale(net.scaling(l) / x.numCols, moved);
        }
        case ADAM -> {
          sign(db);
          moved = mult(sign(multTransB(signals.e[l], signals.h[l - 1], null)), z[l - 1], null);
        }
        default -> throw new AssertionError(descent);
      }
      scale(rates[l - 1] * net.scaling(l), moved);
      dz = mult(net.layerMap(l), dz, null); // what the layers below bring
      passed = rms(dz);
      addEquals(dz, moved);
      own[l - 1] = rms(moved);
      biases[l - 1] = biasRates[l - 1] * rms(db);
      whole[l - 1] = rms(dz);
    }
    return new OneStep(own, biases, whole, passed);
  }

  /// `z(0), .., z(L)`.
  static DMatrixRMaj[] forward(DeepLinearNet net, DMatrixRMaj x) {
    DMatrixRMaj[] z = new DMatrixRMaj[net.depth() + 1];
    z[0] = x;
    for (int l = 1; l < z.length; l++) {
      z[l] = mult(net.layerMap(l), z[l - 1], null);
    }
    return z;
  }

  /// `e(L) = r`, `e(l-1) = A(l)ᵀ e(l)`.
  static Signals backpropagation(DeepLinearNet net, DMatrixRMaj[] z, DMatrixRMaj r) {
    DMatrixRMaj[] e = endingIn(r, net);
    for (int l = net.depth(); l >= 2; l--) {
      e[l - 1] = multTransA(net.layerMap(l), e[l], null);
    }
    return new Signals(e, z);
  }

  /// `e(l) = δ(l) (δ(l)ᵀ δ(l) + rho I)⁻¹ r`, which is `(δδᵀ + rho I)⁻¹ δ r`, with `δ(l) = P(l+1)ᵀ` and `rho = 1/M`.
  static Signals gaussNewton(DeepLinearNet net, DMatrixRMaj[] z, DMatrixRMaj r) {
    DMatrixRMaj[] e = endingIn(r, net);
    DMatrixRMaj delta = identity(r.numRows);
    for (int l = net.depth(); l >= 2; l--) {
      delta = multTransA(net.layerMap(l), delta, null);
      e[l - 1] = mult(delta, ridged(multTransA(delta, delta, null), 1.0 / net.width(l - 1), r), null);
    }
    return new Signals(e, z);
  }

  /// `e(l-1) = Q(l) e(l)`, `Q(l) = h(l-1) (h(l)ᵀ h(l) + mu I)⁻¹ h(l)ᵀ`, `mu` the Gram matrix's mean eigenvalue.
  static Signals targetPropagation(DeepLinearNet net, DMatrixRMaj[] h, DMatrixRMaj r) {
    DMatrixRMaj[] e = endingIn(r, net);
    for (int l = net.depth(); l >= 2; l--) {
      DMatrixRMaj gram = multTransA(h[l], h[l], null);
      double mu = CommonOps_DDRM.trace(gram) / gram.numRows;
      e[l - 1] = mult(h[l - 1], ridged(gram, mu, multTransA(h[l], e[l], null)), null);
    }
    return new Signals(e, h);
  }

  /// The energy's gradient at the equilibrium: with unit hidden precisions and `S = I + gamma(L) sum_(l=2..L) P(l) P(l)ᵀ`,
  /// `gamma(l) e(l) = gamma(L) P(l+1)ᵀ S⁻¹ r` (`ishikawa2024` Eq. 15), and `z(l) = A(l) z(l-1) + e(l)`.
  static Signals predictiveCoding(DeepLinearNet net, DMatrixRMaj[] z, DMatrixRMaj r) {
    int L = net.depth();
    DMatrixRMaj[] Pt = endingIn(identity(r.numRows), net); // Pt[l] = P(l+1)ᵀ
    DMatrixRMaj C = new DMatrixRMaj(r.numRows, r.numRows);
    for (int l = L; l >= 2; l--) {
      Pt[l - 1] = multTransA(net.layerMap(l), Pt[l], null);
      CommonOps_DDRM.multAddTransA(net.precision(L), Pt[l - 1], Pt[l - 1], C);
    }
    DMatrixRMaj s = ridged(C, 1, r);
    scale(net.precision(L), s);
    DMatrixRMaj[] e = new DMatrixRMaj[L + 1];
    DMatrixRMaj[] settled = new DMatrixRMaj[L + 1];
    settled[0] = z[0];
    for (int l = 1; l <= L; l++) {
      e[l] = mult(Pt[l], s, null);
      settled[l] = add(mult(net.layerMap(l), settled[l - 1], null), e[l], null);
    }
    return new Signals(e, settled);
  }

  static double rms(DMatrixRMaj X) {
    return NormOps_DDRM.normF(X) / Math.sqrt(X.getNumElements());
  }

  /// `(K + ridge I)⁻¹ B`.
  private static DMatrixRMaj ridged(DMatrixRMaj K, double ridge, DMatrixRMaj B) {
    DMatrixRMaj X = new DMatrixRMaj(B.numRows, B.numCols);
    DMatrixRMaj regular = identity(K.numRows);
    scale(ridge, regular);
    addEquals(regular, K);
    solve(regular, B, X);
    return X;
  }

  private static DMatrixRMaj[] endingIn(DMatrixRMaj last, DeepLinearNet net) {
    DMatrixRMaj[] layers = new DMatrixRMaj[net.depth() + 1];
    layers[net.depth()] = last;
    return layers;
  }

  private static DMatrixRMaj sign(DMatrixRMaj X) {
    for (int k = 0; k < X.data.length; k++) {
      X.data[k] = Math.signum(X.data[k]);
    }
    return X;
  }
}
