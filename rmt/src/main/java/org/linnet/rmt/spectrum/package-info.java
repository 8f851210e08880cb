/// Spectra of sampled activity Hessians, up to a million activities.
///
/// Start with [org.linnet.rmt.spectrum.SpectrumSample] for all eigenvalues of small Hessians,
/// [org.linnet.rmt.spectrum.SpectrumEdges] for the smallest and largest one of large ones, and
/// [org.linnet.rmt.spectrum.SpectralDensity] for what lies between; [org.linnet.rmt.spectrum.HessianOperator] multiplies by the
/// Hessian of a linear or nonlinear network without forming it. Symbols: `Hz` activity Hessian, `A(l)` layer maps, `p(l)`
/// predictions, `e(l)` their errors, `J(l)` their Jacobians, `gamma(l)` precisions, `F` energy or distribution function.
package org.linnet.rmt.spectrum;
