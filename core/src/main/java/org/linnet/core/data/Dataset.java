package org.linnet.core.data;

/// A named data set: a training and a test split of the same features and classes.
///
/// @param name the name it is loaded by, such as `mnist`
/// @param title the name for people, such as `MNIST`
/// @param provenance one sentence: which files or generator, and which split
public record Dataset(String name, String title, Split train, Split test, String provenance) {
  public Dataset {
    if (train.features() != test.features()) {
      throw new IllegalArgumentException("the test samples of " + name + " must have " + train.features()
          + " features, those of the training samples, got " + test.features());
    }
    if (train.classes() != test.classes()) {
      throw new IllegalArgumentException("the test samples of " + name + " must have " + train.classes()
          + " classes, those of the training samples, got " + test.classes());
    }
  }

  /// The number of inputs per sample, `N0`.
  public int features() {
    return train.features();
  }

  /// The number of classes, `K`.
  public int classes() {
    return train.classes();
  }
}
