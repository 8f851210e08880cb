package org.linnet.core.device;

/// How a matrix enters a product.
public enum Side {
  /// As it is.
  PLAIN,
  /// Transposed.
  TRANSPOSED
}
