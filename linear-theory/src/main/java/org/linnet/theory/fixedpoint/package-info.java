/// Where inference comes to rest in a linear network: activities and errors in closed form.
///
/// Start with [org.linnet.theory.fixedpoint.FixedPoint] (input and output clamped). The other ends:
/// [org.linnet.theory.fixedpoint.Nudge] (pulled towards the data), [org.linnet.theory.fixedpoint.FreeOutput] (prediction),
/// [org.linnet.theory.fixedpoint.FreeInput] (unsupervised). What a fixed point is made of:
/// [org.linnet.theory.fixedpoint.ForwardTargetAverage] (forward pass and targets),
/// [org.linnet.theory.fixedpoint.LayerEquilibrium] (one layer between its neighbours),
/// [org.linnet.theory.fixedpoint.ErrorTransport] (errors from the output down). Another energy, with its Hessian:
/// [org.linnet.theory.fixedpoint.EquilibriumPropagation].
///
/// Symbols: `A(l)` layer maps, `c(l)` biases, `P(l) = A(L) .. A(l)` suffix products, `z*` activities and `e*` errors at the fixed
/// point, `r` residuals, `S` rescaling, `beta` strength of a nudge, `N(l)` widths, `B` samples.
package org.linnet.theory.fixedpoint;
