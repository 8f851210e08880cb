/// The curvature of inference: the Hessian of the energy in the activities.
///
/// Start with [org.linnet.core.inference.ActivityHessian] in core, which assembles it for clamped and free ends (without and
/// with skips; [org.linnet.theory.fixedpoint.Nudge] adds dummy latents, `matrix().plus(alpha)` a regulariser) and whose matrix,
/// a [org.linnet.core.linalg.BlockTridiagonal], multiplies, factors and, at small sizes, becomes dense. Here are
/// [org.linnet.theory.hessian.ExtremeEigenvalues] (and condition number), [org.linnet.theory.hessian.HessianDeterminant],
/// [org.linnet.theory.hessian.SkipHessian] (skips over several layers); equilibrium propagation has its own,
/// [org.linnet.theory.fixedpoint.EquilibriumPropagationHessian].
///
/// Symbols: `Hz` activity Hessian, `D(l)` and `O(l)` its diagonal and subdiagonal blocks, `A(l)` layer maps, `S` rescaling.
package org.linnet.theory.hessian;
