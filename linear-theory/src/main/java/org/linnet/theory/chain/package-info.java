/// Linear chains: networks whose layers all have one unit, where everything can be written with numbers.
///
/// Start with [org.linnet.theory.chain.ChainEnergy] and [org.linnet.theory.chain.ScalarRegression], the data. Scalings and skips enter
/// through the layer maps, `w(l) = a(l) W(l) + tau(l)`, and derivatives through the chain rule; precisions other than 1 are those
/// of the general classes and of [org.linnet.theory.chain.OneHiddenUnit]. Symbols: `w(1), .., w(L)` weights, `p = w(L) .. w(1)`,
/// `p_i = ∂p/∂w(i)`, `s` rescaling, `m` the slope that fits best.
package org.linnet.theory.chain;
