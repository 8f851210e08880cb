package org.linnet.theory.saddle;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.decomposition.qr.QRDecompositionHouseholderColumn_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.Shapes;

/// The inference equilibrium of a batch, and first and second derivatives of its energy in the weights.
///
/// With the variances `v(l) = 1/gamma(l)` the equilibrium is the solution of
///
/// `lambda(l-1) = A(l)ᵀ lambda(l)`, `z(l) = A(l) z(l-1) + b(l) + v(l) lambda(l)`, `z(0) = x`, `z(L) = y`,
///
/// which is `lambda(L) = S⁻¹ r`. The mean squared error is the case `v = (0, .., 0, 1)`, where `S = I` and `z` is the
/// forward pass. Layers count from 1 in all arrays.
final class Equilibrium {
  final int L;
  final int B;
  final double[] a; // layer scalings
  final double[] v; // variances
  final DMatrixRMaj[] A; // layer maps
  final DMatrixRMaj[] P; // P[l] = A(L) .. A(l), P[L+1] = I
  final DMatrixRMaj[] h; // forward pass, h[0] = x
  final DMatrixRMaj r; // y - h(L)
  final DMatrixRMaj[] lambda;
  final DMatrixRMaj[] z;
  private final DMatrixRMaj R; // S = Rᵀ R

  private Equilibrium(DeepLinearNet net, double[] variances, DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net, x, y);
    L = net.depth();
    B = x.numCols;
    v = variances;
    a = new double[L + 1];
    A = new DMatrixRMaj[L + 1];
    P = new DMatrixRMaj[L + 2];
    h = new DMatrixRMaj[L + 1];
    h[0] = x;
    for (int l = 1; l <= L; l++) {
      a[l] = net.scaling(l);
      A[l] = net.layerMap(l);
      h[l] = net.predict(l, h[l - 1]);
    }
    P[L + 1] = CommonOps_DDRM.identity(net.width(L));
    for (int l = L; l >= 1; l--) {
      P[l] = CommonOps_DDRM.mult(P[l + 1], A[l], null);
    }
    r = CommonOps_DDRM.subtract(y, h[L], null);
    R = factor();
    lambda = new DMatrixRMaj[L + 1];
    z = new DMatrixRMaj[L + 1];
    DMatrixRMaj top = solve(r); // S⁻¹ r
    z[0] = x;
    for (int l = 1; l <= L; l++) {
      lambda[l] = CommonOps_DDRM.multTransA(P[l + 1], top, null);
      z[l] = net.predict(l, z[l - 1]);
      CommonOps_DDRM.addEquals(z[l], v[l], lambda[l]);
    }
  }

  /// The equilibrium of the predictive coding energy.
  static Equilibrium ofEnergy(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    double[] v = new double[net.depth() + 1];
    for (int l = 1; l < v.length; l++) {
      v[l] = 1 / net.precision(l);
    }
    return new Equilibrium(net, v, x, y);
  }

  /// The forward pass, as the equilibrium of infinitely precise hidden layers.
  static Equilibrium ofLoss(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    double[] v = new double[net.depth() + 1];
    v[net.depth()] = 1;
    return new Equilibrium(net, v, x, y);
  }

  /// `S⁻¹ M`, new matrix.
  DMatrixRMaj solve(DMatrixRMaj M) {
    DMatrixRMaj columns = CommonOps_DDRM.transpose(M, null);
    for (int i = 0; i < columns.numRows; i++) {
      double[] column = Arrays.copyOfRange(columns.data, i * columns.numCols, (i + 1) * columns.numCols);
      TriangularSolver_DDRM.solveTranU(R.data, column, R.numRows);
      TriangularSolver_DDRM.solveU(R.data, column, R.numRows);
      System.arraycopy(column, 0, columns.data, i * columns.numCols, columns.numCols);
    }
    return CommonOps_DDRM.transpose(columns, null);
  }

  /// The gradient in `W(1), .., W(L)`: `-a(l)/B lambda(l) z(l-1)ᵀ`.
  DMatrixRMaj[] gradient() {
    DMatrixRMaj[] G = new DMatrixRMaj[L];
    for (int l = 1; l <= L; l++) {
      G[l - 1] = CommonOps_DDRM.multTransB(lambda[l], z[l - 1], null);
      CommonOps_DDRM.scale(-a[l] / B, G[l - 1]);
    }
    return G;
  }

  /// The derivative of [#gradient] along `V(1), .., V(L)`.
  DMatrixRMaj[] product(DMatrixRMaj[] V) {
    requireShapes(V);
    // the tangent of the equilibrium conditions is linear in dlambda(L): start it at 0 and let dz(L) = 0 decide
    DMatrixRMaj[] dlambda = pulledBack(V, new DMatrixRMaj(r.numRows, B));
    DMatrixRMaj top = solve(pushedForward(V, dlambda)[L]);
    CommonOps_DDRM.scale(-1, top);
    dlambda = pulledBack(V, top);
    DMatrixRMaj[] dz = pushedForward(V, dlambda);
    DMatrixRMaj[] product = new DMatrixRMaj[L];
    for (int l = 1; l <= L; l++) {
      product[l - 1] = CommonOps_DDRM.multTransB(dlambda[l], z[l - 1], null);
      CommonOps_DDRM.multAddTransB(lambda[l], dz[l - 1], product[l - 1]);
      CommonOps_DDRM.scale(-a[l] / B, product[l - 1]);
    }
    return product;
  }

  /// `dlambda(l-1) = a(l) V(l)ᵀ lambda(l) + A(l)ᵀ dlambda(l)`.
  private DMatrixRMaj[] pulledBack(DMatrixRMaj[] V, DMatrixRMaj top) {
    DMatrixRMaj[] dlambda = new DMatrixRMaj[L + 1];
    dlambda[L] = top;
    for (int l = L; l > 1; l--) {
      dlambda[l - 1] = CommonOps_DDRM.multTransA(A[l], dlambda[l], null);
      CommonOps_DDRM.multAddTransA(a[l], V[l - 1], lambda[l], dlambda[l - 1]);
    }
    return dlambda;
  }

  /// `dz(l) = a(l) V(l) z(l-1) + A(l) dz(l-1) + v(l) dlambda(l)`, `dz(0) = 0`.
  private DMatrixRMaj[] pushedForward(DMatrixRMaj[] V, DMatrixRMaj[] dlambda) {
    DMatrixRMaj[] dz = new DMatrixRMaj[L + 1];
    dz[0] = new DMatrixRMaj(z[0].numRows, B);
    for (int l = 1; l <= L; l++) {
      dz[l] = CommonOps_DDRM.mult(A[l], dz[l - 1], null);
      CommonOps_DDRM.multAdd(a[l], V[l - 1], z[l - 1], dz[l]);
      CommonOps_DDRM.addEquals(dz[l], v[l], dlambda[l]);
    }
    return dz;
  }

  /// `R` of the QR factorisation of the stack of `sqrt(v(l)) P(l+1)ᵀ`, `l = 1..L`.
  private DMatrixRMaj factor() {
    int K = r.numRows;
    int rows = 0;
    for (int l = 1; l <= L; l++) {
      rows += A[l].numRows;
    }
    DMatrixRMaj stack = new DMatrixRMaj(rows, K);
    int row = 0;
    for (int l = L; l >= 1; l--) {
      DMatrixRMaj block = CommonOps_DDRM.transpose(P[l + 1], null);
      CommonOps_DDRM.scale(Math.sqrt(v[l]), block);
      CommonOps_DDRM.insert(block, stack, row, 0);
      row += block.numRows;
    }
    QRDecompositionHouseholderColumn_DDRM qr = new QRDecompositionHouseholderColumn_DDRM();
    qr.decompose(stack);
    return qr.getR(null, true);
  }

  private void requireShapes(DMatrixRMaj[] V) {
    if (V.length != L) {
      throw new IllegalArgumentException("a direction must have one matrix per layer, " + L + ", got " + V.length);
    }
    for (int l = 1; l <= L; l++) {
      int rows = A[l].numRows;
      int columns = A[l].numCols;
      if (V[l - 1].numRows != rows || V[l - 1].numCols != columns) {
        throw new IllegalArgumentException("V(" + l + ") must have the shape of W(" + l + "), " + rows + " x " + columns
            + ", got " + V[l - 1].numRows + " x " + V[l - 1].numCols);
      }
    }
  }
}
