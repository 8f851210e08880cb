/// The classical laws of random-matrix spectra.
///
/// Start with [org.linnet.rmt.law.Law], what every law can be asked; a [org.linnet.rmt.law.MatrixLaw] can also be sampled by
/// the eigenvalues of matrices. [org.linnet.rmt.law.MarchenkoPastur] is the law of `XᵀX/n`, [org.linnet.rmt.law.Semicircle]
/// that of Wigner matrices, [org.linnet.rmt.law.FussCatalan] that of products of Gaussian matrices,
/// [org.linnet.rmt.law.Raney] the family of the last, with the infinitely deep activity Hessian,
/// [org.linnet.rmt.law.CouplingChain] that of the off-diagonal part of the activity Hessian, and
/// [org.linnet.rmt.law.TracyWidom] the law of one extreme eigenvalue. Symbols: `a`, `b` ends of a support, `c` ratio.
package org.linnet.rmt.law;
