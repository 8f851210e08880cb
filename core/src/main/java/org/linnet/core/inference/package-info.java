/// Inference: how activities are initialised and brought to the equilibrium of the energy.
///
/// [org.linnet.core.inference.GradientDescent] iterates, for any network; [org.linnet.core.inference.ExactInference]
/// solves, for linear ones. Symbols: `z*` equilibrium, `Hz` activity Hessian, `beta` step size.
package org.linnet.core.inference;
