/// How networks and their training scale with the width and the depth: which powers of the width in initial scales and
/// learning rates make every layer learn.
///
/// Start with [org.linnet.theory.scaling.OrderConditions], which states the conditions on the exponents, and
/// [org.linnet.theory.scaling.OrderSystem], which solves them; [org.linnet.theory.scaling.Regime] judges given exponents.
/// [org.linnet.theory.scaling.InferenceOrders] has the orders of the errors during inference,
/// [org.linnet.theory.scaling.FeedbackOrders] those of a feedback network, [org.linnet.theory.scaling.KernelRecursion] the
/// variance of preactivations through infinitely wide layers.
///
/// Symbols: `M` hidden width; `W(l) = M^(-a) w(l)`, entries of `w(l)` are `N(0, s² M^(-2b))`, learning rate `M^(-c)` times
/// a base rate; `gamma(L) = M^(-gammaBar)`; a quantity of exponent `x` has a root mean square of `Θ(M^(-x))`; `r(l)` is the
/// exponent of the change of layer `l`'s preactivations by its own weights' first step. Exponents are exact rationals.
package org.linnet.theory.scaling;
