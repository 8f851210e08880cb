package org.linnet.theory.scaling;

import static org.ejml.dense.row.CommonOps_DDRM.identity;
import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.multTransA;
import static org.ejml.dense.row.CommonOps_DDRM.multTransB;
import static org.ejml.dense.row.CommonOps_DDRM.scale;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.hipparchus.fraction.BigFraction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.theory.scaling.UpdateRule.Adam;
import org.linnet.theory.scaling.UpdateRule.Backpropagation;
import org.linnet.theory.scaling.UpdateRule.GaussNewtonTarget;
import org.linnet.theory.scaling.UpdateRule.PredictiveCoding;
import org.linnet.theory.scaling.UpdateRule.TargetPropagation;

/// **Oracle**: first steps of sampled linear networks of growing width, each rule written out from its own equations (predictive
/// coding: core's equilibrium and weight gradient), and the slopes of their root mean squares against the width.
///
/// The exponents under test are multiples of 1/4, so half of that tells a right one from its neighbours.
///
/// **If wrong**: Table 1 and every regime.
class FirstStepTest {
  private static final int[] WIDTHS = {24, 48, 96, 192};
  private static final int DRAWS = 24;
  private static final double TOLERANCE = 0.125;
  private static final int OUTPUTS = 2;

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (UpdateRule rule : List.of(new Backpropagation(), new GaussNewtonTarget(),
        new GaussNewtonTarget(BigFraction.ONE_HALF), new Adam())) {
      // b(L), c(1), c(l), c(L), a(l), gammaBar
      cases.add(Arguments.of(rule, exponents(1, -1, 0, 1, 0, 0)));
      cases.add(Arguments.of(rule, exponents(0.5, 0, 1, 1, 0.25, 0)));
      cases.add(Arguments.of(rule, exponents(0.75, 0.25, 0, 0.5, -0.5, 0)));
    }
    cases.add(Arguments.of(new TargetPropagation(), exponents(0.5, 0, 1, 1, 0, 0)));
    cases.add(Arguments.of(new TargetPropagation(), exponents(0.75, 0.5, 0, 1, 0.25, 0)));
    cases.add(Arguments.of(new TargetPropagation(), exponents(1, 0, 0.5, 0, 0, 0)));
    for (double gammaBar : new double[]{-1, -0.5, 0, 0.5}) {
      cases.add(Arguments.of(new PredictiveCoding(), exponents(1, 0, 0, 1, 0.25, gammaBar)));
    }
    cases.add(Arguments.of(new PredictiveCoding(), exponents(0.5, 0, 1, 1, 0, 0)));
    cases.add(Arguments.of(new PredictiveCoding(), exponents(0.75, 0, 1, 1, 0, -0.5)));
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itsExponentsAreThoseOfSampledNetworks(UpdateRule rule, Map<Unknown, BigFraction> exponents) {
    Regime.Learning predicted = assertInstanceOf(Regime.Learning.class, Regime.of(rule, exponents));
    assertSlopes(predicted, rule, exponents, (M, _, _, random) -> net(exponents, M, random));
  }

  /// The second step, where the first was that of an output map of zero: the exponents are those of a random map with
  /// `s = r(L) + α`, here with `r(L) = 1/4`.
  @ParameterizedTest
  @MethodSource("rules")
  void aLearnedOutputMapActsLikeARandomOne(UpdateRule rule) {
    Map<Unknown, BigFraction> exponents = exponents(0, 0, 1, 1.25, 0.25, 0);
    exponents.put(Unknown.OUTPUT_A, BigFraction.ZERO);
    BigFraction r = rule.own(Layer.OUTPUT).at(exponents);
    exponents.put(Unknown.OUTPUT_B, r.add(rule.alignment()));
    Regime.Learning predicted = assertInstanceOf(Regime.Learning.class, Regime.of(rule, exponents));
    assertSlopes(predicted, rule, exponents, (M, x, y, random) -> learned(rule, net(exponents, M, random), x, y, M));
  }

  static Stream<UpdateRule> rules() {
    return Stream.of(new Backpropagation(), new TargetPropagation(), new Adam());
  }

  /// `W(L) = 0.3 M^(-c(L)) y h(L-1)ᵀ`, its sign for Adam; `c(L) = 5/4`.
  private static DeepLinearNet learned(UpdateRule rule, DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, int M) {
    int L = net.depth();
    DMatrixRMaj[] W = new DMatrixRMaj[L];
    for (int l = 1; l < L; l++) {
      W[l - 1] = net.weight(l);
    }
    W[L - 1] = multTransB(y, forward(net, x)[L - 1], null);
    if (rule instanceof Adam) {
      sign(W[L - 1]);
    }
    scale(0.3 * Math.pow(M, -1.25), W[L - 1]);
    return net.withWeights(W);
  }

  /// Draws a network of width `M`.
  private interface Start {
    DeepLinearNet net(int M, DMatrixRMaj x, DMatrixRMaj y, RandomStream random);
  }

  private static void assertSlopes(Regime.Learning predicted, UpdateRule rule, Map<Unknown, BigFraction> exponents,
      Start start) {
    double[] slopes = new double[4];
    for (int M : WIDTHS) {
      for (int draw = 0; draw < DRAWS; draw++) {
        double[] rms = firstStep(rule, exponents, start, M, RandomStream.of(draw));
        for (int k = 0; k < 4; k++) {
          slopes[k] += slopeWeight(M) * Math.log(rms[k]) / DRAWS;
        }
      }
    }
    assertEquals(predicted.own().get(Layer.INPUT).doubleValue(), -slopes[0], TOLERANCE, "input");
    assertEquals(predicted.own().get(Layer.HIDDEN).doubleValue(), -slopes[1], TOLERANCE, "hidden");
    assertEquals(predicted.own().get(Layer.OUTPUT).doubleValue(), -slopes[2], TOLERANCE, "output");
    assertEquals(predicted.passed().doubleValue(), -slopes[3], TOLERANCE, "passed");
  }

  /// Of a width in a least-squares slope against log M: widths double, so `(i - 3/2) / (5 log 2)`.
  private static double slopeWeight(int M) {
    return (Math.log(M / 24.0) / Math.log(2) - 1.5) / (5 * Math.log(2));
  }

  /// Root mean squares of `ΔA(1) x`, `ΔA(2) h(1)`, `ΔA(L) h(L-1)` and `A(L) Δh(L-1)` per unit of an infinitesimal base rate.
  private static double[] firstStep(UpdateRule rule, Map<Unknown, BigFraction> exponents, Start start, int M,
      RandomStream random) {
    DMatrixRMaj x = gaussian(random.split(1), 3, 3, 0.4); // the data do not depend on the width
    DMatrixRMaj y = gaussian(random.split(2), OUTPUTS, 3, 1);
    DeepLinearNet net = start.net(M, x, y, random.split(3));
    int L = net.depth();
    DMatrixRMaj[] z = forward(net, x);
    DMatrixRMaj[] step = descent(rule, net, z, x, y); // of w(l)
    DMatrixRMaj[] moved = new DMatrixRMaj[L + 1];
    DMatrixRMaj passed = null;
    DMatrixRMaj dz = new DMatrixRMaj(x.numRows, x.numCols);
    for (int l = 1; l <= L; l++) {
      moved[l] = mult(step[l], z[l - 1], null);
      scale(net.scaling(l) * power(M, exponents, kind(l, L).c()), moved[l]);
      passed = mult(net.layerMap(l), dz, null);
      dz = CommonOps_DDRM.add(passed, moved[l], null);
    }
    return new double[]{rms(moved[1]), rms(moved[2]), rms(moved[L]), rms(passed)};
  }

  /// What each `w(l)` moves along.
  private static DMatrixRMaj[] descent(UpdateRule rule, DeepLinearNet net, DMatrixRMaj[] z, DMatrixRMaj x,
      DMatrixRMaj y) {
    int L = net.depth();
    DMatrixRMaj[] step = new DMatrixRMaj[L + 1];
    if (rule instanceof PredictiveCoding) {
      DMatrixRMaj[] gradient = PcEnergy.of(net, x, y).evaluate(ExactInference.of(net).equilibrium(x, y))
          .weightGradient();
      System.arraycopy(gradient, 0, step, 1, L);
      return step;
    }
    DMatrixRMaj e = CommonOps_DDRM.subtract(y, z[L], null);
    DMatrixRMaj residual = e;
    DMatrixRMaj delta = identity(OUTPUTS);
    for (int l = L; l >= 1; l--) {
      step[l] = multTransB(e, z[l - 1], null);
      scale(net.scaling(l), step[l]);
      if (rule instanceof Adam) {
        sign(step[l]);
      }
      if (l > 1) {
        delta = multTransA(net.layerMap(l), delta, null); // P(l)ᵀ
        e = switch (rule) {
          case GaussNewtonTarget target ->
            mult(delta, mult(damped(delta, target.power().doubleValue()), residual, null),
                null);
          case TargetPropagation _ -> mult(z[l - 1], mult(damped(z[l], 1), multTransA(z[l], e, null), null), null);
          case Backpropagation _,Adam _,PredictiveCoding _ -> mult(delta, residual, null);
        };
      }
    }
    return step;
  }

  /// `(XᵀX + mu I)^(-power)`, `mu` the mean eigenvalue of `XᵀX`, for the powers 1 and 1/2.
  private static DMatrixRMaj damped(DMatrixRMaj X, double power) {
    DMatrixRMaj gram = multTransA(X, X, null);
    double mu = CommonOps_DDRM.trace(gram) / gram.numRows;
    for (int i = 0; i < gram.numRows; i++) {
      gram.add(i, i, mu);
    }
    CommonOps_DDRM.invert(gram);
    return power == 1 ? gram : squareRoot(gram);
  }

  /// Of a symmetric 2 x 2 matrix: `(A + sqrt(det A) I) / sqrt(tr A + 2 sqrt(det A))`.
  private static DMatrixRMaj squareRoot(DMatrixRMaj A) {
    double root = Math.sqrt(CommonOps_DDRM.det(A));
    double norm = Math.sqrt(CommonOps_DDRM.trace(A) + 2 * root);
    A.add(0, 0, root);
    A.add(1, 1, root);
    scale(1 / norm, A);
    return A;
  }

  private static DeepLinearNet net(Map<Unknown, BigFraction> exponents, int M, RandomStream random) {
    int[] widths = {3, M, M, M, OUTPUTS};
    int L = widths.length - 1;
    DMatrixRMaj[] w = new DMatrixRMaj[L];
    double[] a = new double[L];
    double[] gamma = new double[L];
    for (int l = 1; l <= L; l++) {
      Exponent b = kind(l, L).entry().minus(kind(l, L).a());
      double constant = l < L ? 1 : 0.3; // a small output map: the rescaling's terms soon show their order
      w[l - 1] = gaussian(random, widths[l], widths[l - 1], constant * power(M, exponents, b));
      a[l - 1] = power(M, exponents, kind(l, L).a());
      gamma[l - 1] = l < L ? 1 : power(M, exponents, Exponent.of(Unknown.GAMMA_BAR));
    }
    return DeepLinearNet.of(w).withScalings(a).withPrecisions(gamma);
  }

  private static Layer kind(int l, int L) {
    return l == 1 ? Layer.INPUT : l < L ? Layer.HIDDEN : Layer.OUTPUT;
  }

  private static double power(int M, Map<Unknown, BigFraction> exponents, Exponent exponent) {
    return Math.pow(M, -exponent.at(exponents).doubleValue());
  }

  private static DMatrixRMaj[] forward(DeepLinearNet net, DMatrixRMaj x) {
    DMatrixRMaj[] z = new DMatrixRMaj[net.depth() + 1];
    z[0] = x;
    for (int l = 1; l < z.length; l++) {
      z[l] = net.predict(l, z[l - 1]);
    }
    return z;
  }

  private static DMatrixRMaj gaussian(RandomStream random, int rows, int columns, double deviation) {
    DMatrixRMaj X = new DMatrixRMaj(rows, columns);
    for (int k = 0; k < X.data.length; k++) {
      X.data[k] = deviation * random.nextGaussian();
    }
    return X;
  }

  private static void sign(DMatrixRMaj X) {
    for (int k = 0; k < X.data.length; k++) {
      X.data[k] = Math.signum(X.data[k]);
    }
  }

  private static double rms(DMatrixRMaj X) {
    return NormOps_DDRM.normF(X) / Math.sqrt(X.getNumElements());
  }

  private static Map<Unknown, BigFraction> exponents(double bL, double c1, double c, double cL, double a,
      double gammaBar) {
    EnumMap<Unknown, BigFraction> exponents = new EnumMap<>(Unknown.class);
    exponents.put(Unknown.HIDDEN_A, new BigFraction(a));
    exponents.put(Unknown.HIDDEN_B, new BigFraction(0.5 - a));
    exponents.put(Unknown.OUTPUT_A, new BigFraction(-a));
    exponents.put(Unknown.OUTPUT_B, new BigFraction(bL + a));
    exponents.put(Unknown.INPUT_C, new BigFraction(c1));
    exponents.put(Unknown.HIDDEN_C, new BigFraction(c));
    exponents.put(Unknown.OUTPUT_C, new BigFraction(cL));
    exponents.put(Unknown.GAMMA_BAR, new BigFraction(gammaBar));
    return exponents;
  }
}
