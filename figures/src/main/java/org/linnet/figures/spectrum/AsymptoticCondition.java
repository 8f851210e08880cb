package org.linnet.figures.spectrum;

import org.linnet.rmt.asymptotic.CriticalChain;
import org.linnet.rmt.asymptotic.MuPcChain;
import org.linnet.rmt.asymptotic.SubcriticalChain;
import org.linnet.rmt.asymptotic.SupercriticalChain;

/// The large-depth laws of the condition number of the activity Hessian, by family.
public final class AsymptoticCondition {
  private static final int SHALLOWEST = 4;

  private AsymptoticCondition() {}

  /// The law's value for `H` hidden layers of width `N` and `K` outputs; NaN where there is no law: fewer than four hidden layers,
  /// `K > N`, orthogonal weights, whose exact value is a closed form, and families without one. With skips the law
  /// for few outputs is taken for all `K < N`.
  public static double of(Family family, int H, int N, int K) {
    if (H < SHALLOWEST || K > N) {
      return Double.NaN;
    }
    return switch (family) {
      case SP, NTP -> CriticalChain.edges(H, (double) K / N).condition().value();
      case KAIMING -> SubcriticalChain.kaimingUniform().edges(H, (double) K / N).condition().value();
      case MUPC -> MuPcChain.upper(H).value() / MuPcChain.lower(H, N, K).value();
      case SP_SKIPS -> SupercriticalChain.standardUpper(H).value() / smallestWithSkips(H, N, K);
      case ORTHOGONAL, KAIMING_SKIPS, ORTHOGONAL_SKIPS -> Double.NaN;
    };
  }

  private static double smallestWithSkips(int H, int N, int K) {
    if (K == N) {
      return SupercriticalChain.standardLowerFullyRead(H).value();
    }
    boolean representable = H < 900; // 2^-H is then a double
    return representable ? SupercriticalChain.standardWithSkips().lower(H).value() : Double.NaN;
  }
}
