package org.linnet.rmt.dyson;

import java.util.Arrays;

/// The ensembles of the tables: all hidden layers alike.
final class Ensembles {
  private Ensembles() {}

  /// `H` hidden layers of strength `s` and skip `tau`, a readout of strength `readout` with `alpha N` outputs.
  static HessianEnsemble chain(int H, double s, double tau, double readout, double alpha) {
    double[] strengths = new double[H];
    Arrays.fill(strengths, s);
    strengths[H - 1] = readout;
    double[] skips = new double[H - 1];
    Arrays.fill(skips, tau);
    return HessianEnsemble.of(strengths, alpha).withSkips(skips);
  }

  static HessianEnsemble standard(int H, double alpha) {
    return chain(H, 1, 0, 1, alpha);
  }

  static HessianEnsemble uniform(int H, double alpha) {
    return chain(H, 1.0 / 3, 0, 1.0 / 3, alpha);
  }

  static HessianEnsemble skips(int H, double alpha) {
    return chain(H, 1, 1, 1, alpha);
  }

  /// muPC in the limit of wide layers, where its readout vanishes.
  static HessianEnsemble muPc(int H) {
    return chain(H, 1.0 / (H + 1), 1, 0, 0);
  }

  /// Widths for [HessianEnsemble#of(org.linnet.core.init.Parameterisation, int...)].
  static int[] widths(int H, int N, int K) {
    int[] widths = new int[H + 2];
    Arrays.fill(widths, N);
    widths[H + 1] = K;
    return widths;
  }
}
