package org.linnet.verify.oracle;

import java.util.StringJoiner;
import java.util.function.IntToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.net.DeepLinearNet;

/// A linear network with its input and output clamped to data: the instance of every claim about the equilibrium.
public final class ClampedNet {
  private final DeepLinearNet net;
  private final DMatrixRMaj x;
  private final DMatrixRMaj y;
  private Equilibrium equilibrium;

  /// @param net the network
  /// @param x inputs, `N(0) x B`; kept, not copied
  /// @param y targets, `N(L) x B`; kept, not copied
  public ClampedNet(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    this.net = net;
    this.x = x;
    this.y = y;
  }

  public DeepLinearNet net() {
    return net;
  }

  public DMatrixRMaj x() {
    return x;
  }

  public DMatrixRMaj y() {
    return y;
  }

  /// `B`.
  public int samples() {
    return x.numCols;
  }

  /// The oracle for this instance, computed once.
  public synchronized Equilibrium equilibrium() {
    if (equilibrium == null) {
      equilibrium = Equilibrium.of(this);
    }
    return equilibrium;
  }

  /// One line: `L=1, W(1)=[1], x=[0], y=[1]`; scalings, skips and precisions where they are not the default.
  @Override
  public String toString() {
    StringJoiner line = new StringJoiner(", ").add("L=" + net.depth());
    for (int l = 1; l <= net.depth(); l++) {
      line.add("W(" + l + ")=" + text(net.weight(l)));
    }
    unusual(line, "a", 1, net::scaling);
    unusual(line, "tau", 0, net::skip);
    unusual(line, "gamma", 1, net::precision);
    return line.add("x=" + text(x)).add("y=" + text(y)).toString();
  }

  private void unusual(StringJoiner line, String symbol, double usual, IntToDoubleFunction value) {
    for (int l = 1; l <= net.depth(); l++) {
      if (value.applyAsDouble(l) != usual) {
        line.add(symbol + "(" + l + ")=" + Numbers.brief(value.applyAsDouble(l)));
      }
    }
  }

  /// `[1 2; 3 4]`, row by row.
  private static String text(DMatrixRMaj M) {
    StringJoiner rows = new StringJoiner("; ", "[", "]");
    for (int i = 0; i < M.numRows; i++) {
      StringJoiner row = new StringJoiner(" ");
      for (int j = 0; j < M.numCols; j++) {
        row.add(Numbers.brief(M.get(i, j)));
      }
      rows.add(row.toString());
    }
    return rows.toString();
  }
}
