package org.linnet.core.energy;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.net.DeepLinearNet;

/// The activities `z(1), .., z(H)` of the hidden layers, `z(l)` of shape `N(l) x B`. Mutable: the state of inference.
public final class Activities {
  private final DMatrixRMaj[] z;

  private Activities(DMatrixRMaj[] z) {
    this.z = z;
  }

  /// All activities zero, for `samples` columns.
  public static Activities zero(DeepLinearNet net, int samples) {
    DMatrixRMaj[] z = new DMatrixRMaj[net.hiddenLayers()];
    Arrays.setAll(z, l -> new DMatrixRMaj(net.width(l + 1), samples));
    return new Activities(z);
  }

  /// `z(l)` itself, `l = 1..H`; writing to it changes the state.
  public DMatrixRMaj layer(int l) {
    return z[l - 1];
  }

  /// `H`.
  public int layers() {
    return z.length;
  }

  public Activities copy() {
    return new Activities(Arrays.stream(z).map(DMatrixRMaj::copy).toArray(DMatrixRMaj[]::new));
  }

  /// Sets `z := z + alpha d`.
  public void add(double alpha, Activities d) {
    for (int l = 0; l < z.length; l++) {
      double[] to = z[l].data;
      double[] from = d.z[l].data;
      for (int k = 0; k < to.length; k++) {
        to[k] += alpha * from[k];
      }
    }
  }

  /// Writes the squared Euclidean norm of each sample's activities into `norms` (length `B`).
  public void squaredNorms(double[] norms) {
    Arrays.fill(norms, 0);
    for (DMatrixRMaj layer : z) {
      for (int k = 0; k < layer.data.length; k++) {
        norms[k % layer.numCols] += layer.data[k] * layer.data[k];
      }
    }
  }
}
