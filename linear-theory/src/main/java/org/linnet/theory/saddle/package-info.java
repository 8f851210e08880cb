/// Curvature of the weight landscapes of a deep linear network: gradients and Hessians of the mean squared error and of the
/// equilibrated energy, their saddles, and certificates of strictness.
///
/// Start with [org.linnet.theory.saddle.CriticalPoint], which classifies a point, or with
/// [org.linnet.theory.saddle.EquilibratedHessian]. The parameters are the weights alone (biases are held fixed), stacked as
/// `vec W(1), .., vec W(L)` row by row ([org.linnet.theory.saddle.RowVectorisation]); `V(1), .., V(L)` is a direction.
/// Symbols: `A(l)` layer maps, `P(l) = A(L) .. A(l)`, `P(L+1) = I`, `h(l)` forward pass, `z(l)` equilibrium activities,
/// `lambda(l) = gamma(l) e(l)` weighted errors, `r = y - h(L)`, `S` rescaling, `p` weights, `K = N(L)`.
package org.linnet.theory.saddle;
