/// Edges of random spectra that the papers speak of: the blocks of the activity Hessian and the transpose as an inverse.
///
/// Start with [org.linnet.rmt.edge.HessianEdges], the limits of the extreme eigenvalues of the diagonal and the off-diagonal part
/// and Weyl's bounds from them; [org.linnet.rmt.edge.HessianParts] are these parts of a network, and
/// [org.linnet.rmt.edge.TransposeGap] is how far a wide random matrix is from having orthonormal rows. Symbols: `D`, `O` the
/// parts of `Hz`, `s` gain, `α` outputs over width, `γ` rows over columns.
package org.linnet.rmt.edge;
