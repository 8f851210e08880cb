package org.linnet.rmt.law;

import org.linnet.core.random.RandomStream;

/// A law that the eigenvalues of a random matrix follow in the limit of large matrices.
///
/// The eigenvalues of one matrix are not independent: they repel each other, so their empirical distribution is far closer
/// to the limit, `O(log n / n)`, than that of independent draws, `O(1 / sqrt n)`.
public interface MatrixLaw extends Law {
  /// The eigenvalues of one random matrix of about the size `n`, in increasing order.
  ///
  /// @throws IllegalArgumentException if `n` is below 1
  double[] eigenvalues(int n, RandomStream random);
}
