/// Closed forms and large-depth laws of the extreme eigenvalues of the activity Hessian at initialisation.
///
/// Start with the family of the network: [org.linnet.rmt.asymptotic.CriticalChain] (standard parameterisation),
/// [org.linnet.rmt.asymptotic.MuPcChain], [org.linnet.rmt.asymptotic.SupercriticalChain] (skips around layers of unit gain),
/// [org.linnet.rmt.asymptotic.SubcriticalChain] (PyTorch's default), [org.linnet.rmt.asymptotic.OrthogonalChain].
/// [org.linnet.rmt.asymptotic.OneHiddenLayer] and [org.linnet.rmt.asymptotic.TwoHiddenLayers] are exact in their limit;
/// [org.linnet.rmt.asymptotic.PlainInterior] and [org.linnet.rmt.asymptotic.SkipInterior] are the laws of infinite depth.
/// These are limits of infinite width; [org.linnet.rmt.asymptotic.SoftEdge] and [org.linnet.rmt.asymptotic.WidthLaw] say
/// what finite width changes and how wide is wide enough, [org.linnet.rmt.asymptotic.DeepLargestEigenvalue] and
/// [org.linnet.rmt.asymptotic.CountingDistance] are measured.
///
/// Symbols: `H` hidden layers of width `N`, `L = H + 1`; `K` outputs, `α = K/N`; `s = a² b N` the strength of a hidden layer
/// map `a W + τ I`, `ρ = s + τ²` its gain; `λ` an eigenvalue. Everything is derived from the large-`N` equations of the
/// diagonal blocks of the resolvent of `Hz = BᵀB`, `B` block bidiagonal: with `g(l)` and `h(l)` the mean diagonal entries of
/// the blocks of `(Hz - z)⁻¹` and of its companion, the diagonal of the inverse of a tridiagonal matrix that depends on
/// `g` and `h` is `g` and `h` again. Without skips this is
///
/// `1/g(l) = 1/(1 + s g(l-1)) - z - s h(l+1)`, `1/h(l) = 1/(z + s h(l+1)) - 1 - s g(l-1)`,
///
/// `g(0) = 0`, `h(H+1) = -α/(1 + s g(H))`. An edge of the spectrum is where its real solution ceases to exist.
package org.linnet.rmt.asymptotic;
