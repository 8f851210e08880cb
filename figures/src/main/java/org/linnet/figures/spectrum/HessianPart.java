package org.linnet.figures.spectrum;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.linalg.BlockTridiagonal;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.rmt.dyson.HessianEnsemble;
import org.linnet.rmt.dyson.LimitSpectrum;
import org.linnet.rmt.edge.HessianParts;
import org.linnet.rmt.law.CouplingChain;
import org.linnet.rmt.law.Interval;
import org.linnet.rmt.law.Law;
import org.linnet.rmt.law.MarchenkoPastur;
import org.linnet.rmt.spectrum.SpectrumSample;

/// The activity Hessian of networks without skips, or one of its parts, `Hz = D + O`, with its exact law.
public enum HessianPart {
  /// `D`, the blocks on the diagonal.
  DIAGONAL("the diagonal blocks D of the activity Hessian", 0.8, 5.8),
  /// `O`, the blocks beside it.
  COUPLING("the off-diagonal blocks O of the activity Hessian", -3.2, 3.2),
  /// `Hz`.
  WHOLE("the activity Hessian", 0, 7.6);

  private final String words;
  private final double least;
  private final double greatest;

  HessianPart(String words, double least, double greatest) {
    this.words = words;
    this.least = least;
    this.greatest = greatest;
  }

  public String words() {
    return words;
  }

  /// Where pictures of its spectrum begin and end.
  public Interval shown() {
    return new Interval(least, greatest);
  }

  /// An exact law, as far as pictures need it.
  record Exact(DoubleUnaryOperator density, DoubleUnaryOperator distribution, Interval support) {
    static Exact of(Law law, double shift) {
      Interval ends = law.support();
      return new Exact(x -> law.density(x - shift), x -> law.cdf(x - shift),
          new Interval(ends.lower() + shift, ends.upper() + shift));
    }
  }

  /// Its law for `H` layers of width `N`, as wide as may be.
  Exact exact(Scaling scaling, int H, int N) {
    return switch (this) {
      case DIAGONAL -> Exact.of(new MarchenkoPastur(1, scaling.strength()), 1);
      case COUPLING -> Exact.of(new CouplingChain(H, scaling.strength()), 0);
      case WHOLE -> {
        LimitSpectrum limit = LimitSpectrum
            .of(HessianEnsemble.of(scaling.parameterisation(), Scaling.widths(H, N)));
        yield new Exact(x -> Study.orNaN(limit.density(x)), x -> Study.orNaN(limit.distribution(x)),
            new Interval(Study.orNaN(limit.smallest()), Study.orNaN(limit.largest())));
      }
    };
  }

  /// That part of a network's Hessian.
  BlockTridiagonal matrix(DeepLinearNet net) {
    HessianParts parts = HessianParts.of(net);
    return switch (this) {
      case DIAGONAL -> parts.diagonal();
      case COUPLING -> parts.coupling();
      case WHOLE -> ActivityHessian.of(net).matrix();
    };
  }

  /// All its eigenvalues.
  double[] eigenvalues(BlockTridiagonal M) {
    return this == DIAGONAL
        ? IntStream.rangeClosed(1, M.blocks()).mapToObj(M::diagonal).flatMapToDouble(HessianPart::eigenvalues).toArray()
        : SpectrumSample.of(M.dense()).eigenvalues();
  }

  private static DoubleStream eigenvalues(DMatrixRMaj block) {
    return Arrays.stream(SpectrumSample.of(block).eigenvalues());
  }
}
