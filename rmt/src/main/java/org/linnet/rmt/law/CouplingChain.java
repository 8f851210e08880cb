package org.linnet.rmt.law;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.random.RandomStream;

/// The law of the off-diagonal part of a deep linear network's activity Hessian: a chain of random blocks.
///
/// **Statement**: let `O` be symmetric with `H x H` blocks of `N x N`, zero but for the blocks next to the diagonal, which have
/// independent entries of mean 0 and variance `v/N`. For `N → ∞`, with `v = 1`, the traces `m(l)` of the diagonal blocks of
/// `(O - z)⁻¹`, over `N`, are the one solution in the upper half-plane of
///
/// `-1/m(l) = z + m(l-1) + m(l+1)`, `l = 1..H`, `m(0) = m(H+1) = 0`.
///
/// The density is `Im sum m(l)/(πH)` on the real axis, the distribution function, without integration,
///
/// `F = [sum_(l=1..H) arg m(l) - sum_(l=1..H-1) Im m(l) m(l+1)]/(πH)`;
///
/// the moments come from `M(l) = 1 + t M(l) (M(l-1) + M(l+1))`, `E X^(2k)` being the mean of the coefficients of `t^k`:
/// variance `2 (H-1)/H`. The upper end of the support is
///
/// `b = min_(u > 0) max_l [1/u(l) + u(l-1) + u(l+1)]`:
///
/// 2 for `H = 2` (a semicircle), `1 + sqrt 2` for 3 (there `X²` is Marchenko-Pastur), `3 sqrt 3/2` for 4, and from below
/// `2 sqrt 2` for `H → ∞`, where the law is the semicircle of variance 2. For odd `H` there is an atom of mass `1/H` at 0 inside
/// a gap; for even `H >= 4` the density has a pole at 0. `v` scales `x` by `sqrt v`.
///
/// **Why**: the mean over independent blocks gives the equations (each block row sees the traces of its neighbours). Their
/// potential `-sum [log m(l) + z m(l)] - sum m(l) m(l+1)` is stationary in `m` and has the `z`-derivative `-sum m(l)`, hence
/// `F`. For real `z` a positive `u = -m` with `1/u(l) + u(l-1) + u(l+1) = z` exists exactly from `b` on: the map
/// `u(l) → 1/(z - u(l-1) - u(l+1))` is increasing and rises from 0 to the least solution if there is any `u` that it does not
/// increase. `u = 1/sqrt 2` shows `b <= 2 sqrt 2`. For odd `H` the `(H+1)/2` odd layers map to `(H-1)/2` even ones, so `O`
/// has a kernel of `N` dimensions.
///
/// **Numerics**: O(H) per Newton step, some 60 steps per point (3 ms for `H = 32`), at the height `1e-14 min(1, |x|)` over the real
/// axis: absolute error of `F` some 1e-12, of the density some 1e-11 but 1e-7 within 1e-14 of an edge. Points nearer to 0 than
/// 1e-15 are moved there. Should the solution not be reached at some point, an [ArithmeticException] says so: none of 9,000
/// points in chains of 2 to 128 blocks, edges included, gave one. The end of the support is exact to rounding, a quantile takes some 60 points.
///
/// **Source**: ours; Ajanki, Erdős and Krüger 2019 for the one solution of such equations; `innocenti2025thesis`, C.17 has the
/// semicircle of radius 2 for it.
///
/// @param blocks `H`, at least 2
/// @param variance `v`, `N` times the variance of an entry
public record CouplingChain(int blocks, double variance) implements MatrixLaw {
  public CouplingChain {
    Checks.require(blocks >= 2, "a chain of couplings needs at least 2 blocks, got " + blocks);
    Checks.requirePositive("the variance of a chain of couplings", variance);
  }

  /// With variance 1.
  public CouplingChain(int blocks) {
    this(blocks, 1);
  }

  @Override
  public double density(double x) {
    Checks.requireNumber(x);
    double scale = Math.sqrt(variance);
    if (Math.abs(x) > support().upper()) {
      return 0;
    }
    return (x == 0 ? densityAtZero() : PathDyson.at(blocks, -Math.abs(x) / scale).density()) / scale;
  }

  @Override
  public double cdf(double x) {
    Checks.requireNumber(x);
    if (Math.abs(x) > support().upper()) {
      return x < 0 ? 0 : 1;
    }
    if (x == 0) {
      return 0.5 + massAtZero() / 2;
    }
    double below = PathDyson.at(blocks, -Math.abs(x) / Math.sqrt(variance)).cdf();
    return x < 0 ? below : 1 - below;
  }

  @Override
  public double quantile(double p) {
    Checks.requireProbability(p);
    if (Math.abs(p - 0.5) <= massAtZero() / 2) {
      return 0;
    }
    if (p > 0.5) {
      return -quantile(1 - p);
    }
    double upper = support().upper();
    return p == 0 ? -upper : Elementary.inverse(this::cdf, p, -upper, 0);
  }

  @Override
  public Interval support() {
    double edge = Math.sqrt(variance) * (blocks == 2 ? 2 : PathDyson.edge(blocks));
    return new Interval(-edge, edge);
  }

  @Override
  public List<Atom> atoms() {
    return massAtZero() > 0 ? List.of(new Atom(0, massAtZero())) : List.of();
  }

  @Override
  public double moment(int k) {
    Checks.requireOrder(k);
    double[][] M = new double[k / 2 + 1][blocks + 2]; // coefficients of t^j, with zeros beyond the ends
    Arrays.fill(M[0], 1, blocks + 1, 1);
    for (int j = 1; j <= k / 2; j++) {
      for (int l = 1; l <= blocks; l++) {
        for (int i = 0; i < j; i++) {
          M[j][l] += M[i][l] * (M[j - 1 - i][l - 1] + M[j - 1 - i][l + 1]);
        }
      }
    }
    return k % 2 == 1 ? 0 : Arrays.stream(M[k / 2]).sum() / blocks * Math.pow(variance, k / 2.0);
  }

  /// The eigenvalues of a matrix with Gaussian blocks of the nearest whole size `N >= 1` to `n/H`.
  @Override
  public double[] eigenvalues(int n, RandomStream random) {
    Checks.requireSize(n);
    int N = (int) Math.max(1, Math.round((double) n / blocks));
    DMatrixRMaj O = new DMatrixRMaj(N * blocks, N * blocks);
    for (int l = 1; l < blocks; l++) {
      DMatrixRMaj W = Draw.gaussian(random, N, N, variance / N);
      CommonOps_DDRM.insert(W, O, l * N, (l - 1) * N);
      CommonOps_DDRM.insert(CommonOps_DDRM.transpose(W, null), O, (l - 1) * N, l * N);
    }
    return Draw.eigenvalues(O);
  }

  private double massAtZero() {
    return blocks % 2 == 1 ? 1.0 / blocks : 0;
  }

  private double densityAtZero() {
    if (blocks == 2) {
      return 1 / Math.PI;
    }
    return blocks % 2 == 1 ? 0 : Double.POSITIVE_INFINITY;
  }
}
