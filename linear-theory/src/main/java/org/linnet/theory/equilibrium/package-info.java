/// What a linear network's energy and activities are at the inference equilibrium.
///
/// Start with [org.linnet.theory.equilibrium.EquilibratedEnergy] (energy and gradient);
/// [org.linnet.theory.equilibrium.EquilibratedEnergyHessian] has its curvature and
/// [org.linnet.theory.equilibrium.RescalingFactor] solves with its rescaling. The activities are in
/// [org.linnet.theory.fixedpoint]. Symbols: `A(l)` layer maps, `P(l) = A(L) .. A(l)` suffix
/// products, `r` residuals, `S` rescaling, `F*` equilibrated energy, `K = N(L)` outputs, `B` samples.
package org.linnet.theory.equilibrium;
