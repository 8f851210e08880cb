package org.linnet.core.data;

import java.util.Objects;
import org.ejml.data.DMatrixRMaj;

/// Labelled samples of one kind: a training or a test set. Immutable; the samples stay in their published, compact form
/// and are normalised when they are read.
public final class Split implements Examples {
  private final Values raw;
  private final Values.Bytes labels;
  private final int features;
  private final int classes;
  private final Normalisation normalisation;

  /// The arrays are not copied: the caller hands them over.
  Split(Values raw, Values.Bytes labels, int classes, Normalisation normalisation) {
    if (labels.length() == 0 || raw.length() % labels.length() != 0) {
      throw new IllegalArgumentException("the values must be whole samples, " + labels.length()
          + " of them and at least one, got " + raw.length() + " values");
    }
    this.raw = raw;
    this.labels = labels;
    this.features = raw.length() / labels.length();
    this.classes = classes;
    this.normalisation = normalisation;
    int channels = normalisation.channels().size();
    if (features % channels != 0) {
      throw new IllegalArgumentException(
          "the normalisation's " + channels + " channels must divide the " + features + " features");
    }
    for (int i = 0; i < labels.length(); i++) {
      if (label(i) >= classes) {
        throw new IllegalArgumentException("label " + i + " must be below " + classes + ", got " + label(i));
      }
    }
  }

  /// Samples `from .. to-1`.
  ///
  /// @throws IndexOutOfBoundsException if they are not all there
  public Split range(int from, int to) {
    Objects.checkFromToIndex(from, to, size());
    return new Split(raw.range(from * features, to * features), labels.range(from, to), classes, normalisation);
  }

  @Override
  public int size() {
    return labels.length();
  }

  /// The number of inputs per sample, `N0`.
  public int features() {
    return features;
  }

  /// The number of classes, `K`.
  public int classes() {
    return classes;
  }

  /// The class of sample `i`, in `0 .. K-1`.
  public int label(int i) {
    return labels.integer(requireSample(i));
  }

  /// The normalised inputs of the given samples, one per column: `N0 x B`.
  ///
  /// @throws IndexOutOfBoundsException if there is no such sample
  @Override
  public DMatrixRMaj inputs(int... samples) {
    int B = samples.length;
    int channelSize = features / normalisation.channels().size();
    DMatrixRMaj x = new DMatrixRMaj(features, B);
    for (int b = 0; b < B; b++) {
      int first = requireSample(samples[b]) * features;
      int n = 0;
      for (Normalisation.Channel channel : normalisation.channels()) {
        double mean = channel.mean();
        double deviation = channel.deviation();
        for (int end = n + channelSize; n < end; n++) {
          x.data[n * B + b] = (raw.at(first + n) - mean) / deviation;
        }
      }
    }
    return x;
  }

  /// The one-hot targets of the given samples, one per column: `K x B`.
  ///
  /// @throws IndexOutOfBoundsException if there is no such sample
  @Override
  public DMatrixRMaj targets(int... samples) {
    DMatrixRMaj y = new DMatrixRMaj(classes, samples.length);
    for (int b = 0; b < samples.length; b++) {
      y.set(label(samples[b]), b, 1);
    }
    return y;
  }

  @Override
  public String toString() {
    return size() + " samples of " + features + " features in " + classes + " classes";
  }

  private int requireSample(int i) {
    if (i < 0 || i >= labels.length()) {
      throw new IndexOutOfBoundsException("a sample must be in 0 .. " + (labels.length() - 1) + ", got " + i);
    }
    return i;
  }
}
