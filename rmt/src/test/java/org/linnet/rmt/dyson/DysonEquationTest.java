package org.linnet.rmt.dyson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.complex.ComplexField;
import org.apache.commons.math3.linear.Array2DRowFieldMatrix;
import org.apache.commons.math3.linear.FieldLUDecomposition;
import org.apache.commons.math3.linear.FieldMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.random.RandomStream;

/// **Oracle**: reference values of an independent implementation (NumPy, dense algebra, other iteration), to the 12 and 9 digits
/// that it prints; the inverse of a dense `T` and the dense Jacobian, built from the printed equation; identities that hold
/// for every solution; moments of the Hessian, computed by hand from its blocks.
///
/// **If wrong**: every number of the package.
class DysonEquationTest {
  private static final HessianEnsemble STANDARD = Ensembles.chain(3, 1, 0, 1, 0.5);
  private static final HessianEnsemble MU_PC = HessianEnsemble.of(new Parameterisation.MuPc(), 30, 64, 64, 64, 64, 10);

  static List<HessianEnsemble> ensembles() {
    return List.of(STANDARD, MU_PC, Ensembles.standard(5, 0), Ensembles.skips(7, 1), Ensembles.uniform(1, 0.3),
        Ensembles.skips(4, 0.2).withPrecisions(0.5, 2, 1, 3, 0.7).withDecay(0.25),
        Ensembles.standard(4, 0).withSkips(0, -0.7, 2).withRatios(0.5, 0.5, 0.5, 0.5, 0.1),
        Ensembles.standard(3, 0).withRatios(1, 0.4, 1.7, 0.2).withPrecisions(1, 0.3, 2, 4),
        Ensembles.skips(5, 0.4).withHaarWeights(),
        Ensembles.skips(3, 1.5).withHaarWeights().withPrecisions(1, 2, 3, 0.5),
        Ensembles.chain(4, 2.5, 0.8, 0.6, 0).withHaarWeights());
  }

  @Test
  void theStandardChainHasItsReferenceValues() {
    DysonSolution at = DysonEquation.of(STANDARD).at(1, 0.1);
    double[] g = {1.025317527353, 1.879001591123, -0.462659527941, 0.352963760261, 0.376960997135, 0.706810981672};
    double[] h = {0.025317527353, 1.879001591123, -0.223774499226, 0.310090170977, 0.631591696020, 0.696123930778,
        -0.574786721811, 0.295045079665};
    assertSolution(g, h, at, 1e-12);
    assertEquals(0.363398961342, at.distribution(), 1e-12);
    assertEquals(0.311813853365, at.density(), 1e-12);
  }

  @Test
  void muPcHasItsReferenceValues() {
    DysonSolution at = DysonEquation.of(MU_PC).at(0.5, 0.02);
    double[] g = {0.873078668718, 0.050068923153, 0.449617461744, 0.083259601228, -0.569815192713, 0.055214865042,
        -0.245858107507, 0.110234188902};
    for (int l = 1; l <= 4; l++) {
      assertEquals(g[2 * l - 2], at.gRe(l), 1e-12);
      assertEquals(g[2 * l - 1], at.gIm(l), 1e-12);
    }
    assertEquals(-1.003853346076, at.hRe(5), 1e-12);
    assertEquals(0.001735714043, at.hIm(5), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"0.2, 0.055936810, 0.64929568", "0.5, 0.216207261, 0.42831500", "1.5, 0.534970659, 0.25412433",
      "3, 0.784956267, 0.12194228", "5, 0.954112245, 0.05350636"})
  void distributionAndDensityOfTheStandardChainHaveTheirReferenceValues(double lambda, double F, double density) {
    DysonSolution at = DysonEquation.of(STANDARD).at(lambda);
    assertEquals(F, at.distribution(), 1e-9);
    assertEquals(density, at.density(), 1e-8);
    assertTrue(at.height() <= 1e-10 * lambda && at.distributionError() < 1e-9, at.toString());
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.111724428", "0.3, 0.25", "1, 0.361992954", "1.5, 0.5", "3, 0.730128586", "5, 0.976258917"})
  void theDistributionOfMuPcHasItsReferenceValues(double lambda, double F) {
    DysonSolution at = DysonEquation.of(MU_PC).at(lambda);
    assertEquals(F, at.distribution(), 1e-9);
    assertTrue(Math.abs(F - at.distribution()) < at.distributionError() + 5e-10, at.toString());
  }

  /// The equation as printed, for the coefficients of any ensemble; only the solution is taken from the subject.
  @ParameterizedTest
  @MethodSource("ensembles")
  void itIsTheDiagonalOfTheDenseInverse(HessianEnsemble ensemble) {
    for (double lambda : new double[]{-1, 0.3, 1.1, 4, 30}) {
      DysonSolution at = DysonEquation.of(ensemble).at(lambda, 0.05);
      assertEquals(0, Dense.of(ensemble, at).worst(), 1e-12, ensemble + " at " + lambda);
    }
  }

  /// `(I - K S)⁻¹ K 1` by dense algebra, `S` by finite differences of the self-energies, which are analytic: error 1e-9.
  @ParameterizedTest
  @MethodSource("ensembles")
  void itsDerivativeIsThatOfTheDenseJacobian(HessianEnsemble ensemble) {
    Descent descent = new Descent(ensemble);
    double x = 1.3;
    descent.descend(x, 0.2);
    Dense dense = Dense.of(ensemble, descent.solution(x));
    Complex[] expected = dense.derivative();
    ComplexVector v = descent.workspace().derivative();
    for (int i = 0; i < dense.n; i++) {
      double scale = 1e-7 * (1 + expected[i].abs());
      assertEquals(expected[i].getReal(), v.re[i], scale, ensemble + ", entry " + i);
      assertEquals(expected[i].getImaginary(), v.im[i], scale, ensemble + ", entry " + i);
    }
  }

  /// `h(1) = gamma(1) (gamma(1) g(1) - 1)` and `sum nu h/gamma = z sum nu g - nu(L)`, exact for every `Hz`.
  @ParameterizedTest
  @MethodSource("ensembles")
  void theIdentitiesOfTheResolventHold(HessianEnsemble ensemble) {
    int L = ensemble.depth();
    double gamma = ensemble.precision(1);
    for (double x : new double[]{-0.5, 0.7, 2, 6}) {
      DysonSolution at = DysonEquation.of(ensemble).at(x + ensemble.decay(), 0.3);
      assertEquals(0.3, at.height());
      assertEquals(gamma * (gamma * at.gRe(1) - 1), at.hRe(1), 1e-12);
      assertEquals(gamma * gamma * at.gIm(1), at.hIm(1), 1e-12);
      double re = ensemble.outputRatio();
      double im = 0;
      for (int l = 1; l <= L && (l < L || ensemble.outputRatio() > 0); l++) {
        re += ensemble.ratio(l) / ensemble.precision(l) * at.hRe(l);
        im += ensemble.ratio(l) / ensemble.precision(l) * at.hIm(l);
      }
      double size = ensemble.size();
      assertEquals(size * (x * at.stieltjesRe() - 0.3 * at.stieltjesIm()), re, 1e-12);
      assertEquals(size * (x * at.stieltjesIm() + 0.3 * at.stieltjesRe()), im, 1e-12);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0, 1, 0.5", "3, 1, 0, 1, 0.5", "4, 0.2, 1, 0.1, 0.3", "6, 1, 1, 1, 0", "5, 0.3, -2, 2, 1.5"})
  void itsFirstMomentsAreThoseOfTheHessian(int H, double s, double tau, double readout, double alpha) {
    HessianEnsemble ensemble = Ensembles.chain(H, s, tau, readout, alpha);
    double t2 = tau * tau;
    double rho = t2 + s;
    double first = 1 + ((H - 1) * rho + alpha * readout) / H;
    double second = ((H - 1) * (1 + 2 * rho + t2 * t2 + 4 * t2 * s + 2 * s * s) + 1 + 2 * alpha * readout
        + alpha * (1 + alpha) * readout * readout + 2 * (H - 1) * rho) / H;
    assertEquals(1, moment(0, ensemble), 1e-12);
    assertEquals(first, moment(1, ensemble), 1e-11 * first);
    assertEquals(second, moment(2, ensemble), 1e-10 * second);
    assertEquals(first, ensemble.mean(), 1e-14 * first);
  }

  /// The mean eigenvalue does not depend on the law, and is computed by hand for every layer.
  @ParameterizedTest
  @MethodSource("ensembles")
  void itsMeanIsThatOfTheEnsemble(HessianEnsemble ensemble) {
    assertEquals(ensemble.mean(), moment(1, ensemble), 1e-11 * ensemble.mean());
  }

  /// Without outputs `(1/N) tr (Hz⁻¹)(l,l) = 1 + rho + .. + rho^(l-1)`; at `-1e-9` it is off by that times `‖Hz⁻¹‖`, 1e-9 times 270.
  @ParameterizedTest
  @CsvSource({"6, 1, 0", "4, 1, 1", "5, 0.25, 0.5"})
  void theInverseHasItsTraces(int H, double s, double tau) {
    DysonSolution at = DysonEquation.of(Ensembles.chain(H, s, tau, 1, 0)).at(-1e-9);
    double sum = 0;
    for (int l = 1; l <= H; l++) {
      sum += Math.pow(tau * tau + s, l - 1);
      assertEquals(sum, at.gRe(l), 1e-6 * sum);
    }
  }

  @ParameterizedTest
  @MethodSource("ensembles")
  void aScanFindsWhatSinglePointsFind(HessianEnsemble ensemble) {
    double[] grid = {2.1, 0.4, 0.41, 7, 0.9, 1.7};
    List<DysonSolution> scan = DysonEquation.of(ensemble).scan(grid);
    for (int k = 0; k < grid.length; k++) {
      DysonSolution single = DysonEquation.of(ensemble).at(grid[k]);
      assertEquals(grid[k], scan.get(k).lambda());
      double error = single.distributionError() + scan.get(k).distributionError();
      assertEquals(single.distribution(), scan.get(k).distribution(), error, ensemble + " at " + grid[k]);
    }
  }

  /// The equation has many other solutions; whatever Newton's iteration starts from, it accepts the physical one only.
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1.5, 3, 7})
  void noOtherSolutionIsAccepted(double lambda) {
    double height = 1e-6;
    DysonSolution physical = DysonEquation.of(MU_PC).at(lambda, height);
    DysonWorkspace workspace = new DysonWorkspace(MU_PC);
    RandomStream random = RandomStream.of(11);
    int accepted = 0;
    for (int start = 0; start < 2000; start++) {
      workspace.start(lambda, height, 1);
      for (int i = 0; i < workspace.n; i++) {
        workspace.m.set(i, 2 * random.nextGaussian(),
            Math.abs(random.nextGaussian()) * Math.pow(10, -4 * random.nextDouble()));
      }
      if (workspace.newton()) {
        accepted++;
        for (int l = 1; l <= 4; l++) {
          assertEquals(physical.gRe(l), workspace.m.re[2 * l - 1], 1e-6);
          assertEquals(physical.gIm(l), workspace.m.im[2 * l - 1], 1e-6);
        }
      }
    }
    assertTrue(accepted > 20, "accepted " + accepted);
  }

  @Test
  void pointsThatAreNotFiniteAreRefused() {
    DysonEquation equation = DysonEquation.of(STANDARD);
    assertEquals("lambda must be finite, got NaN",
        assertThrows(IllegalArgumentException.class, () -> equation.at(Double.NaN)).getMessage());
    assertEquals("lambda must be finite, got Infinity",
        assertThrows(IllegalArgumentException.class, () -> equation.scan(1, Double.POSITIVE_INFINITY)).getMessage());
    assertEquals("the height above the real axis must be positive and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> equation.at(1, 0)).getMessage());
    assertEquals(0, equation.scan().size());
  }

  @Test
  void layersOutOfRangeAreRefused() {
    DysonSolution at = DysonEquation.of(STANDARD).at(1, 1);
    assertThrows(IndexOutOfBoundsException.class, () -> at.gRe(0));
    assertThrows(IndexOutOfBoundsException.class, () -> at.gRe(4));
    assertThrows(IndexOutOfBoundsException.class, () -> at.hRe(5));
    DysonSolution withoutOutputs = DysonEquation.of(Ensembles.standard(3, 0)).at(1, 1);
    assertThrows(IndexOutOfBoundsException.class, () -> withoutOutputs.hRe(4));
  }

  private static void assertSolution(double[] g, double[] h, DysonSolution at, double tolerance) {
    for (int l = 1; l <= h.length / 2; l++) {
      if (l <= g.length / 2) {
        assertEquals(g[2 * l - 2], at.gRe(l), tolerance);
        assertEquals(g[2 * l - 1], at.gIm(l), tolerance);
      }
      assertEquals(h[2 * l - 2], at.hRe(l), tolerance);
      assertEquals(h[2 * l - 1], at.hIm(l), tolerance);
    }
  }

  /// `-(1/2πi) ∮ z^k G(z) dz` over a circle around the support, which is symmetric about the real axis.
  private static double moment(int k, HessianEnsemble ensemble) {
    int points = 64;
    double radius = 2 * (ensemble.bound() + ensemble.decay());
    double sum = 0;
    for (int j = 0; j < points; j++) {
      double angle = (j + 0.5) * Math.PI / points;
      DysonSolution at = DysonEquation.of(ensemble).at(radius * Math.cos(angle), radius * Math.sin(angle));
      double power = Math.pow(radius, k + 1);
      sum -= power * (Math.cos((k + 1) * angle) * at.stieltjesRe() - Math.sin((k + 1) * angle) * at.stieltjesIm());
    }
    return sum / points;
  }

  /// The equation in dense complex matrices.
  private static final class Dense {
    final int n;
    final Complex[] m;
    final FieldMatrix<Complex> inverse;
    private final HessianEnsemble ensemble;
    private final int otherRoots; // one bit per layer: which of Haar weights' two roots is taken

    /// With those roots of Haar weights that fit best: which are physical is the sampled spectra's to say.
    static Dense of(HessianEnsemble ensemble, DysonSolution at) {
      Dense best = new Dense(ensemble, at, 0);
      for (int roots = 1; ensemble.law() == HessianEnsemble.Law.HAAR && roots < 1 << ensemble.depth(); roots++) {
        Dense other = new Dense(ensemble, at, roots);
        best = other.worst() < best.worst() ? other : best;
      }
      return best;
    }

    private double worst() {
      double worst = 0;
      for (int i = 0; i < n; i++) {
        worst = Math.max(worst, inverse.getEntry(i, i).subtract(m[i]).abs() / (1 + m[i].abs()));
      }
      return worst;
    }

    private Dense(HessianEnsemble ensemble, DysonSolution at, int otherRoots) {
      this.ensemble = ensemble;
      this.otherRoots = otherRoots;
      int H = ensemble.hiddenLayers();
      n = ensemble.outputRatio() > 0 ? 2 * H + 1 : 2 * H;
      m = new Complex[n];
      FieldMatrix<Complex> T = new Array2DRowFieldMatrix<>(ComplexField.getInstance(), n, n);
      for (int l = 1; l <= H + 1; l++) {
        if (2 * l - 2 < n) {
          m[2 * l - 2] = new Complex(at.hRe(l), at.hIm(l));
          T.setEntry(2 * l - 2, 2 * l - 2, new Complex(-1 / ensemble.precision(l)));
        }
        if (l <= H) {
          m[2 * l - 1] = new Complex(at.gRe(l), at.gIm(l));
          T.setEntry(2 * l - 1, 2 * l - 1, new Complex(ensemble.decay() - at.lambda(), -at.height()));
          link(T, 2 * l - 2, 2 * l - 1, 1);
        }
        if (l >= 2 && l <= H) {
          link(T, 2 * l - 3, 2 * l - 2, -ensemble.skip(l));
        }
      }
      for (int i = 0; i < n; i++) {
        T.addToEntry(i, i, selfEnergy(i, m).negate());
      }
      inverse = new FieldLUDecomposition<>(T).getSolver().getInverse();
    }

    private static void link(FieldMatrix<Complex> T, int i, int j, double t) {
      T.setEntry(i, j, new Complex(t));
      T.setEntry(j, i, new Complex(t));
    }

    /// What `T` loses at entry `i`: `nu(l-1) ρ(l) g(l-1)` at `r(l)`, `nu(l+1) ρ(l+1) h(l+1)` at `c(l)`.
    private Complex selfEnergy(int i, Complex... m) {
      int other = i % 2 == 0 ? i - 1 : i + 1;
      if (other < 0 || other >= n) {
        return Complex.ZERO;
      }
      int l = Math.max(i, other) / 2 + 1; // the layer of the weights between them
      double s = ensemble.strength(l);
      double nu = ensemble.ratio(i % 2 == 0 ? l - 1 : l);
      Complex rho = new Complex(s);
      if (ensemble.law() == HessianEnsemble.Law.HAAR) {
        double smaller = Math.min(ensemble.ratio(l - 1), ensemble.ratio(l));
        Complex root = m[i].multiply(m[other]).multiply(4 * s * smaller).add(1)
            .sqrt().multiply((otherRoots >> (l - 1)) % 2 == 0 ? 1 : -1);
        rho = new Complex(2 * s).divide(root.add(1));
      }
      return rho.multiply(m[other]).multiply(nu);
    }

    Complex[] derivative() {
      FieldMatrix<Complex> jacobian = new Array2DRowFieldMatrix<>(ComplexField.getInstance(), n, n);
      FieldMatrix<Complex> right = new Array2DRowFieldMatrix<>(ComplexField.getInstance(), n, 1);
      double step = 1e-6;
      for (int k = 0; k < n; k++) {
        jacobian.addToEntry(k, k, Complex.ONE);
        Complex[] up = m.clone();
        Complex[] down = m.clone();
        up[k] = up[k].add(step);
        down[k] = down[k].subtract(step);
        for (int j = 0; j < n; j++) {
          Complex slope = selfEnergy(j, up).subtract(selfEnergy(j, down)).divide(2 * step);
          for (int i = 0; i < n; i++) {
            Complex K = inverse.getEntry(i, j).multiply(inverse.getEntry(i, j));
            jacobian.addToEntry(i, k, K.multiply(slope).negate());
          }
        }
        for (int i = 0; k % 2 == 1 && i < n; i++) {
          right.addToEntry(i, 0, inverse.getEntry(i, k).multiply(inverse.getEntry(i, k)));
        }
      }
      return new FieldLUDecomposition<>(jacobian).getSolver().solve(right).getColumn(0);
    }
  }
}
