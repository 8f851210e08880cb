package org.linnet.theory.fixedpoint;

import org.linnet.core.net.DeepLinearNet;

/// An input or output that is pulled towards its datum instead of clamped to it: a dummy layer.
///
/// **Statement**: the nudged energy `F + beta/2 ‖y - z(L)‖²` with free output `z(L)` is the energy of the clamped network with
/// one more layer `L+1`, of map `I` and precision `beta`; likewise `F + beta/2 ‖z(0) - x‖²` with one more layer below the first.
/// So whatever holds for clamped networks holds for nudged ones, applied to these networks:
///
/// | of a nudged network | is | with |
/// |---|---|---|
/// | fixed point | [FixedPoint] | `S + I/beta` for `S` |
/// | energy at the equilibrium, its gradient | `EquilibratedEnergy` | `1/(2B) sum_i r(i)ᵀ (S + I/beta)⁻¹ r(i)` |
/// | its Hessian | `EquilibratedEnergyHessian` | a direction of 0 in the dummy layer |
/// | activity Hessian | `ActivityHessian` | one more block, `(gamma(L) + beta) I` |
///
/// A nudged input adds `P(1) P(1)ᵀ/beta` to `S` instead, and the block `beta I + gamma(1) A(1)ᵀ A(1)` to the activity Hessian.
/// As `beta` grows the clamped case comes back; as it vanishes, that of a free output ([FreeOutput]) or input ([FreeInput]).
///
/// **Assumptions**: `beta > 0`.
///
/// **Shapes**: with a nudged output, layer `L` of the new network is the old output and `L+1` the target. With a nudged input,
/// layer `l+1` of the new network is the old layer `l`, and layer 1 the old input.
///
/// **Numerics**: exact.
///
/// **Source**: `ishikawa2024`, Eq. S.10 and Theorem B.3; `innocenti2025thesis`, the remark on dummy latents after Eq. C.9.
///
/// **Erratum**: Theorem B.3 prints (S.104, S.105) the residual as `W(L:1) x - y`; the errors need `y - W(L:1) x`, as in its
/// own S.117 and S.118 (with one layer, `W = 0`, `y = beta = gamma = 1` the output is 1/2 and the error +1/2). S.106 prints
/// `beta ‖y - v(L)‖²` where its derivative S.107 and Eq. S.10 have half of it. S.110 and S.114 give `chi` opposite signs. S.113
/// prints `(beta/gamma(L)) I` where the identity is meant: `v(L) = (I + beta/gamma(L) (I + C))⁻¹ (f + beta/gamma(L) (I + C) y)`;
/// with one layer, `W = 0`, `gamma(L) = 1`, `beta = 2`, `y = 1`, its output is 1 instead of 2/3. The remark after C.9 gives both
/// dummy latents the diagonal block `2I`; at the input it is `I + A(1)ᵀ A(1)`, which for `A(1) = 2` is 5.
public final class Nudge {
  private Nudge() {}

  /// The network with its output nudged with strength `beta`.
  ///
  /// @throws IllegalArgumentException if `beta` is not positive and finite
  public static DeepLinearNet output(DeepLinearNet net, double beta) {
    requireStrength(beta);
    int L = net.depth();
    return new Layers().add(net, 1, L).addIdentity(net.width(L), beta).net();
  }

  /// The network with its input nudged with strength `beta`.
  ///
  /// @throws IllegalArgumentException if `beta` is not positive and finite
  public static DeepLinearNet input(DeepLinearNet net, double beta) {
    requireStrength(beta);
    return new Layers().addIdentity(net.width(0), beta).add(net, 1, net.depth()).net();
  }

  private static void requireStrength(double beta) {
    if (!(beta > 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException("the strength beta of a nudge must be positive and finite, got " + beta
          + "; a free end is FreeOutput or FreeInput, a clamped one needs no nudge");
    }
  }
}
