/// Structured linear algebra that EJML does not have.
///
/// Start with [org.linnet.core.linalg.BlockTridiagonal], which multiplies and factors
/// ([org.linnet.core.linalg.BlockTridiagonalCholesky]); [org.linnet.core.linalg.Lanczos] finds extreme eigenvalues of whatever
/// multiplies. Symbols: `D(l)` and `O(l)` blocks on and below the diagonal, `T` Lanczos' tridiagonal matrix.
package org.linnet.core.linalg;
