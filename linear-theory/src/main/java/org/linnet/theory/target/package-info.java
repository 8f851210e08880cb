/// Targets for the activities of a deep linear network: Gauss-Newton targets, target propagation and its feedback weights.
///
/// Start with [org.linnet.theory.target.GaussNewtonTarget], what targets should be, and
/// [org.linnet.theory.target.PropagatedTarget], what feedback weights make of them; the weights come from
/// [org.linnet.theory.target.ReconstructionFeedback] or [org.linnet.theory.target.DifferenceReconstruction].
///
/// Symbols: `h(l)` forward activities (`h(0) = x`), `r = y - h(L)` residuals (so `e_L = -r` in `meulemans2020`),
/// `P(l+1) = A(L) .. A(l+1)` the Jacobian of the output in `h(l)` (`P(L+1) = I`), `M⁺` pseudo-inverse, `Q(l)` feedback
/// weights from layer `l` to layer `l-1`, `K = N(L)` outputs, `B` samples. Losses are `1/2 ‖r‖²` of one sample, so a step
/// size of 1 targets `y` itself; weight updates are those of the mean over the batch.
package org.linnet.theory.target;
