package org.linnet.rmt.asymptotic;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/// An oracle: the edges of the limit of wide networks, by Newton's method on the dense equations `m = diag T(m)⁻¹`, followed
/// along the real axis from far outside the spectrum to where the real solution ends. O(H³) per step, for small depths.
///
/// The rows of `T` are `r(1), c(1), .., r(H), c(H), r(L)`: `T = [-1 - s g(l-1), 1; 1, -z - s h(l+1)]` with `-τ` between
/// `c(l-1)` and `r(l)`.
final class DenseChain {
  private final int n;
  private final DMatrixRMaj skeleton; // T without z and m
  private final DMatrixRMaj coupling; // T = skeleton - diag(coupling m) - z on the c

  /// Hidden layers, strength of the hidden layers and the readout, `alpha = K/N`, skip `tau`.
  DenseChain(int H, double s, double readout, double alpha, double tau) {
    n = 2 * H + 1;
    skeleton = new DMatrixRMaj(n, n);
    coupling = new DMatrixRMaj(n, n);
    for (int l = 1; l <= H + 1; l++) {
      int r = 2 * (l - 1);
      skeleton.set(r, r, -1);
      if (l <= H) {
        symmetric(r, r + 1, 1);
      }
      if (l > 1) {
        symmetric(r - 1, r, l <= H ? -tau : 0);
        coupling.set(r, r - 1, l <= H ? s : readout);
        coupling.set(r - 1, r, l <= H ? s : readout * alpha);
      }
    }
  }

  double lower() {
    return edge(-1);
  }

  double upper() {
    return edge(1);
  }

  private double edge(int side) {
    double z = side * 1e4;
    DMatrixRMaj m = new DMatrixRMaj(n, 1);
    for (int i = 0; i < n; i++) {
      m.set(i, 0, i % 2 == 0 ? -1 : -1 / z);
    }
    DMatrixRMaj slope = solve(z, m);
    double step = Math.abs(z) / 2;
    while (step > 1e-9 * Math.abs(z)) {
      double next = z - side * step;
      DMatrixRMaj trial = m.copy();
      CommonOps_DDRM.addEquals(trial, next - z, slope);
      DMatrixRMaj trialSlope = solve(next, trial);
      if (trialSlope != null && physical(trial, trialSlope, side)) {
        z = next;
        m = trial;
        slope = trialSlope;
        step *= 1.5;
      } else {
        step /= 2;
      }
    }
    return z;
  }

  /// Newton's method from `m`, which it changes; the derivative `dm/dz` of the solution or null.
  private DMatrixRMaj solve(double z, DMatrixRMaj m) {
    for (int iteration = 0; iteration < 30; iteration++) {
      DMatrixRMaj G = new DMatrixRMaj(n, n);
      if (!CommonOps_DDRM.invert(matrix(z, m), G)) {
        return null;
      }
      DMatrixRMaj residual = new DMatrixRMaj(n, 1);
      DMatrixRMaj squares = new DMatrixRMaj(n, n);
      CommonOps_DDRM.extractDiag(G, residual);
      CommonOps_DDRM.subtractEquals(residual, m);
      CommonOps_DDRM.elementMult(G, G, squares);
      DMatrixRMaj jacobian = CommonOps_DDRM.identity(n);
      CommonOps_DDRM.multAdd(-1, squares, coupling, jacobian);
      DMatrixRMaj change = new DMatrixRMaj(n, 1);
      if (!CommonOps_DDRM.solve(jacobian, residual, change)) {
        return null;
      }
      CommonOps_DDRM.addEquals(m, change);
      double size = CommonOps_DDRM.elementMaxAbs(m);
      if (!(size < 1e8)) {
        return null;
      }
      if (CommonOps_DDRM.elementMaxAbs(change) < 1e-10 * size) {
        DMatrixRMaj source = new DMatrixRMaj(n, 1);
        for (int c = 1; c < n; c += 2) {
          for (int i = 0; i < n; i++) {
            source.add(i, 0, squares.get(i, c));
          }
        }
        DMatrixRMaj slope = new DMatrixRMaj(n, 1);
        return CommonOps_DDRM.solve(jacobian, source, slope) ? slope : null;
      }
    }
    return null;
  }

  private DMatrixRMaj matrix(double z, DMatrixRMaj m) {
    DMatrixRMaj T = skeleton.copy();
    DMatrixRMaj shift = CommonOps_DDRM.mult(coupling, m, null);
    for (int i = 0; i < n; i++) {
      T.add(i, i, -shift.get(i) - (i % 2 == 0 ? 0 : z));
    }
    return T;
  }

  /// The resolvent's diagonal grows with `z` and has the sign of `-side`.
  private boolean physical(DMatrixRMaj m, DMatrixRMaj slope, int side) {
    for (int c = 1; c < n; c += 2) {
      if (!(slope.get(c) > 0) || side * m.get(c) > 0) {
        return false;
      }
    }
    return true;
  }

  private void symmetric(int i, int j, double value) {
    skeleton.set(i, j, value);
    skeleton.set(j, i, value);
  }
}
