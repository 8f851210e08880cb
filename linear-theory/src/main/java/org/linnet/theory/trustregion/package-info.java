/// Predictive coding as a trust region method: the energy around the forward pass, the step of the activities, and what it
/// does to the weight gradient.
///
/// Start with [org.linnet.theory.trustregion.ActivityStep]. Symbols: `h(l)` forward pass (the thesis' `ẑ`), `d(l) = z(l) - h(l)`,
/// `g(l)` the energy's activity gradient at the forward pass, `Hz` activity Hessian, `S` rescaling, `r = y - h(L)`.
package org.linnet.theory.trustregion;
