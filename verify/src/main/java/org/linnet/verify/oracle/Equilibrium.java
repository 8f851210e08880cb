package org.linnet.verify.oracle;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;
import org.hipparchus.dfp.Dfp;
import org.linnet.core.net.DeepLinearNet;

/// The energy minimised over the hidden activities, in as many digits as the network's conditioning needs.
///
/// With the activities of all hidden layers stacked in `z`, the prediction errors are `e = C z - d`, where block row `l` of
/// `C` holds `I` at `z(l)` and `-A(l)` at `z(l-1)`, and `d` holds what the clamped layers contribute: `A(1) x` in the first
/// block, `-y` in the last. The energy `F = 1/(2B) eᵀ Γ e` is least where `Cᵀ Γ C z = Cᵀ Γ d`.
///
/// Digits: 40, and twice the decimal magnitude of the product of all layer maps and of the precisions' ratio. The energy is
/// then computed in two ways that agree only at the minimum; [#resolved()] says whether they do to 25 digits.
public final class Equilibrium {
  private static final int GUARD_DIGITS = 40;
  private static final double AGREEMENT = 1e-25;

  private final Decimal decimal;
  private final Dfp energy;
  private final boolean resolved;

  private Equilibrium(Decimal decimal, Dfp energy, boolean resolved) {
    this.decimal = decimal;
    this.energy = energy;
    this.resolved = resolved;
  }

  static Equilibrium of(ClampedNet clamped) {
    Decimal decimal = Decimal.ofDigits(digits(clamped));
    DeepLinearNet net = clamped.net();
    int L = net.depth();
    int[] offset = new int[L + 2]; // block l of the stacked errors starts at offset[l]
    for (int l = 1; l <= L; l++) {
      offset[l + 1] = offset[l] + net.width(l);
    }
    Dfp[][] C = decimal.zero(offset[L + 1], offset[L]);
    Dfp[][] d = decimal.zero(C.length, clamped.samples());
    Dfp[] gamma = new Dfp[C.length];
    for (int l = 1; l <= L; l++) {
      Dfp[][] A = layerMap(decimal, net, l);
      if (l < L) {
        insert(C, offset[l], offset[l], decimal.identity(net.width(l)), 1);
      }
      if (l > 1) {
        insert(C, offset[l], offset[l - 1], A, -1);
      } else {
        insert(d, 0, 0, decimal.times(A, decimal.matrix(clamped.x())), 1);
      }
      Arrays.fill(gamma, offset[l], offset[l + 1], decimal.number(net.precision(l)));
    }
    insert(d, offset[L], 0, decimal.matrix(clamped.y()), -1);
    return minimised(decimal, C, d, gamma);
  }

  private static Equilibrium minimised(Decimal decimal, Dfp[][] C, Dfp[][] d, Dfp[] gamma) {
    int B = d[0].length;
    Dfp[][] e = decimal.plus(decimal.zero(d.length, B), decimal.number(-1), d);
    if (C[0].length > 0) {
      Dfp[][] weightedCt = decimal.transpose(weighted(gamma, C)); // Cᵀ Γ
      Dfp[][] z = decimal.solve(decimal.times(weightedCt, C), decimal.times(weightedCt, d));
      e = decimal.plus(e, decimal.number(1), decimal.times(C, z)); // e = C z - d
    }
    Dfp twoB = decimal.number(2.0 * B);
    Dfp direct = decimal.inner(weighted(gamma, e), e).divide(twoB); // eᵀ Γ e / 2B
    Dfp stationary = decimal.inner(weighted(gamma, e), d).divide(twoB).negate(); // -eᵀ Γ d / 2B, as Cᵀ Γ e = 0
    boolean agree = !direct.subtract(stationary).abs().greaterThan(direct.multiply(decimal.number(AGREEMENT)));
    return new Equilibrium(decimal, direct, agree);
  }

  /// `Γ A`.
  private static Dfp[][] weighted(Dfp[] gamma, Dfp[][] A) {
    Dfp[][] weighted = new Dfp[A.length][A[0].length];
    for (int i = 0; i < A.length; i++) {
      for (int j = 0; j < A[0].length; j++) {
        weighted[i][j] = gamma[i].multiply(A[i][j]);
      }
    }
    return weighted;
  }

  /// `F*`.
  public Dfp energy() {
    return energy;
  }

  /// Whether `F*` is good to 25 digits.
  public boolean resolved() {
    return resolved;
  }

  /// The arithmetic in which it was computed.
  public Decimal decimal() {
    return decimal;
  }

  /// `A(l) = a(l) W(l) + tau(l) I`.
  private static Dfp[][] layerMap(Decimal decimal, DeepLinearNet net, int l) {
    Dfp[][] W = decimal.matrix(net.weight(l));
    Dfp[][] A = decimal.plus(decimal.zero(W.length, W[0].length), decimal.number(net.scaling(l)), W);
    return net.skip(l) == 0 ? A : decimal.plus(A, decimal.number(net.skip(l)), decimal.identity(A.length));
  }

  private static void insert(Dfp[][] into, int row, int column, Dfp[][] block, int sign) {
    for (int i = 0; i < block.length; i++) {
      for (int j = 0; j < block[0].length; j++) {
        into[row + i][column + j] = into[row + i][column + j].add(block[i][j].multiply(sign));
      }
    }
  }

  private static int digits(ClampedNet clamped) {
    DeepLinearNet net = clamped.net();
    double magnitude = magnitude(clamped.x()) + magnitude(clamped.y());
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int l = 1; l <= net.depth(); l++) {
      magnitude += magnitude(net.layerMap(l));
      smallest = Math.min(smallest, net.precision(l));
      largest = Math.max(largest, net.precision(l));
    }
    return GUARD_DIGITS + (int) Math.ceil(2 * magnitude + 2 * Math.log10(largest / smallest));
  }

  private static double magnitude(DMatrixRMaj M) {
    return Math.log10(1 + NormOps_DDRM.normF(M));
  }
}
