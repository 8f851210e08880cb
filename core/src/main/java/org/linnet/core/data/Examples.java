package org.linnet.core.data;

import org.ejml.data.DMatrixRMaj;

/// What a network is trained on: inputs and their targets, one sample per column.
public interface Examples {
  int size();

  /// The inputs of the given samples, `N(0) x B`.
  ///
  /// @throws IndexOutOfBoundsException if there is no such sample
  DMatrixRMaj inputs(int... samples);

  /// The targets of the given samples, `N(L) x B`.
  ///
  /// @throws IndexOutOfBoundsException if there is no such sample
  DMatrixRMaj targets(int... samples);

  /// The same samples with inputs for targets, and targets for inputs: what a generative network is trained on.
  default Examples swapped() {
    Examples here = this;
    return new Examples() {
      @Override
      public int size() {
        return here.size();
      }

      @Override
      public DMatrixRMaj inputs(int... samples) {
        return here.targets(samples);
      }

      @Override
      public DMatrixRMaj targets(int... samples) {
        return here.inputs(samples);
      }
    };
  }
}
