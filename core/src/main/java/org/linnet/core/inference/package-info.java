/// Inference: how activities start and how they are brought to the equilibrium of the energy.
///
/// Start with [org.linnet.core.inference.Inference], which says what the engine is to do;
/// [org.linnet.core.inference.ExactInference] solves, for linear networks. Symbols: `z*` equilibrium, `Hz` activity Hessian,
/// `beta` step size.
package org.linnet.core.inference;
