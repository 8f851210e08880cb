package org.linnet.core.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.linnet.core.device.cuda.Gpu;
import org.linnet.core.device.cuda.Kernel;
import org.linnet.core.device.cuda.Products;

/// The operations of a record on a GPU. Neighbours that do the same become one: element-wise operations on adjoining matrices
/// one launch over the whole range, products of one shape at constant distances in common stores one batch.
///
/// A loop over a stack of equal layers, up or down, thus becomes one launch per line of its body, if it is written line by
/// line. Merging stops where it would change a result: where a part's output is another part's input or output.
@SuppressWarnings("ReferenceEquality") // a store is itself
final class Recording {
  private final int bytes;
  private final List<Step> steps = new ArrayList<>();
  private final Set<Object> stores = new HashSet<>();

  /// @param bytes of a number
  Recording(int bytes) {
    this.bytes = bytes;
  }

  /// What is issued to the GPU as one.
  sealed interface Step {
    void issue(Gpu gpu);

    /// This and what comes next as one step, or null if they must stay apart.
    Step with(Step next, int bytes);

    /// The stores that it works on, and nulls.
    Object[] stores();
  }

  /// Notes a store that the record needs.
  private void use(Object store) {
    if (store != null) {
      stores.add(store);
    }
  }

  /// Adds a launch on the parameters that are set.
  ///
  /// @param operands the store that a parameter is an address of, or null
  void add(Gpu gpu, Kernel kernel, Object[] operands) {
    long[] parameters = new long[kernel.parameters()];
    for (int p = 0; p < parameters.length; p++) {
      parameters[p] = gpu.parameter(p);
    }
    add(new Launch(kernel, parameters, Arrays.copyOf(operands, parameters.length)));
  }

  /// Adds a step, to the last one if it can be merged.
  void add(Step next) {
    for (Object store : next.stores()) {
      use(store);
    }
    Step merged = steps.isEmpty() ? null : steps.getLast().with(next, bytes);
    if (merged == null) {
      steps.add(next);
    } else {
      steps.set(steps.size() - 1, merged);
    }
  }

  List<Step> steps() {
    return List.copyOf(steps);
  }

  /// All stores that were noted.
  Set<Object> stores() {
    return Set.copyOf(stores);
  }

  /// A kernel's launch, the bits of its parameters, and the store that each is an address of, or null.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Launch(Kernel kernel, long[] parameters, Object[] stores) implements Step {
    @Override
    public void issue(Gpu gpu) {
      for (int p = 0; p < parameters.length; p++) {
        gpu.parameter(p, parameters[p]);
      }
      gpu.launch(kernel);
    }

    @Override
    public Step with(Step next, int bytes) {
      if (!(next instanceof Launch other) || kernel != other.kernel) {
        return null;
      }
      if (kernel == Kernel.COLUMN_SUMS) {
        return withRows(other, bytes);
      }
      Launch first = adjoins(other, bytes) ? this : other.adjoins(this, bytes) ? other : null;
      if (!kernel.elementwise() || first == null) {
        return null;
      }
      Launch merged = first.with(0, parameters[0] + other.parameters[0]);
      return merged.elementsAreIndependent(bytes) ? merged : null;
    }

    private Launch with(int parameter, long value) {
      long[] changed = parameters.clone();
      changed[parameter] = value;
      return new Launch(kernel, changed, stores);
    }

    /// Sums over the rows of both matrices, where the next sums are added to these and its rows adjoin in a common store: how
    /// stores lie to each other is chance, and one sum rounds otherwise than two.
    ///
    /// Parameters: columns, rows, alpha, address, beta, address of the sums.
    private Launch withRows(Launch next, int bytes) {
      long columns = parameters[0];
      long rows = parameters[1] + next.parameters[1];
      long lower = Math.min(parameters[3], next.parameters[3]);
      long step = (lower == parameters[3] ? parameters[1] : next.parameters[1]) * columns * bytes;
      long sums = parameters[5];
      boolean added = next.parameters[0] == columns && next.parameters[2] == parameters[2] && next.parameters[5] == sums
          && next.parameters[4] == Double.doubleToRawLongBits(1);
      boolean adjoining = stores[3] == next.stores[3] && Math.abs(parameters[3] - next.parameters[3]) == step;
      boolean apart = sums + columns * bytes <= lower || lower + rows * columns * bytes <= sums;
      return added && adjoining && apart ? with(1, rows).with(3, lower) : null;
    }

    /// Whether `next` does the same to the numbers right behind these.
    private boolean adjoins(Launch next, int bytes) {
      for (int p = 1; p < parameters.length; p++) {
        long distance = kernel.moves(p) ? parameters[0] * bytes : 0;
        if (next.parameters[p] != parameters[p] + distance) {
          return false;
        }
      }
      return true;
    }

    /// Whether an output lies on an input exactly, or nowhere.
    private boolean elementsAreIndependent(int bytes) {
      for (int out = 1; out < parameters.length; out++) {
        for (int p = 1; p < parameters.length; p++) {
          long distance = Math.abs(parameters[out] - parameters[p]);
          if (kernel.writes(out) && kernel.moves(p) && distance != 0 && distance < parameters[0] * bytes) {
            return false;
          }
        }
      }
      return true;
    }
  }

  /// Products of one shape, and the stores that `A`, `B` and `C` lie in. How matrices of different stores lie to each other is
  /// chance, and a batch may round otherwise than its products one by one: so only common stores are merged.
  record Multiply(Products products, Object storeA, Object storeB, Object storeC) implements Step {
    @Override
    public Object[] stores() {
      return new Object[]{storeA, storeB, storeC};
    }

    @Override
    public void issue(Gpu gpu) {
      gpu.multiply(products);
    }

    @Override
    public Step with(Step next, int bytes) {
      if (!(next instanceof Multiply other) || storeA != other.storeA || storeB != other.storeB
          || storeC != other.storeC) {
        return null;
      }
      Products merged = products.with(other.products, bytes);
      return merged == null ? null : new Multiply(merged, storeA, storeB, storeC);
    }
  }
}
