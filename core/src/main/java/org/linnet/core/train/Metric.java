package org.linnet.core.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Precision;
import org.linnet.core.energy.Objective;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Rule;
import org.linnet.core.engine.Training;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.net.DeepNet;

/// What can be measured at an evaluation, on a batch that stays the same through the run and without moving the weights.
/// Numbers per layer are those of `l = 1..L`.
public enum Metric {
  /// Each layer's mean energy after inference. Not for backpropagation, which has none.
  ENERGIES("energy per layer"),
  /// The Frobenius norm of each layer's weight gradient.
  GRADIENTS("gradient norm per layer"),
  /// The root mean square norm of each layer's activities after inference.
  ACTIVITIES("activity norm per layer"),
  /// The cosine of the angle between the rule's gradient and that of backpropagation, with the same weight decay and optimiser: of
  /// the weights of all layers together, then of each. A zero gradient has the cosine 0. Backpropagation is computed in double
  /// precision.
  COSINE("cosine to backpropagation, all and per layer"),
  /// An upper bound, within a few percent, of the condition number of the activity Hessian; infinite if it is beyond double
  /// precision. Linear networks with both ends clamped and no activity decay only.
  CONDITION("condition of the activity Hessian");

  private final String title;

  Metric(String title) {
    this.title = title;
  }

  /// For people: `energy per layer`.
  public String title() {
    return title;
  }

  /// @throws IllegalArgumentException if it has no meaning for this network, rule or objective
  void requireMeaning(DeepNet net, Training training) {
    if (this == ENERGIES && training.rule() instanceof Rule.Backpropagation) {
      throw new IllegalArgumentException(
          "backpropagation has no energies of layers: leave out this metric, or take another rule");
    }
    if (this == CONDITION
        && !(training.objective().clampsBothEnds() && training.objective().activityDecay() == 0)) {
      throw new IllegalArgumentException(
          "the condition number of the activity Hessian is for clamped ends without activity "
              + "decay only: leave out this metric");
    }
    if (this == CONDITION && !net.isLinear()) {
      throw new IllegalArgumentException("the condition number of the activity Hessian is for linear networks only: "
          + "leave out this metric, or train a linear network");
    }
    if (this == CONDITION && net.skeleton().hiddenLayers() == 0) {
      throw new IllegalArgumentException("the condition number of the activity Hessian needs a hidden layer: "
          + "leave out this metric, or train a deeper network");
    }
  }

  /// Measures `metrics` on the batch in the columns of `x` and `y`.
  static Map<Metric, List<Double>> measure(Set<Metric> metrics, Engine engine, DMatrixRMaj x, DMatrixRMaj y) {
    Map<Metric, List<Double>> measured = new EnumMap<>(Metric.class);
    if (!metrics.isEmpty()) {
      engine.gradients(x, y);
      metrics.forEach(metric -> measured.put(metric, switch (metric) {
        case ENERGIES -> boxed(engine.layerEnergies());
        case GRADIENTS -> boxed(Arrays.stream(engine.weightGradients()).mapToDouble(NormOps_DDRM::normF).toArray());
        case ACTIVITIES -> boxed(engine.activityNorms());
        case COSINE -> cosines(engine.weightGradients(), backpropagated(engine, x, y));
        case CONDITION -> List.of(condition(engine.net()));
      }));
    }
    return Collections.unmodifiableMap(measured);
  }

  /// The gradient of the loss at the weights of `trained`.
  private static DMatrixRMaj[] backpropagated(Engine trained, DMatrixRMaj x, DMatrixRMaj y) {
    Objective objective = trained.training().objective();
    Training training = new Training(new Rule.Backpropagation(), trained.training().optimiser())
        .withObjective(Objective.clamped(objective.loss()).withDecay(0, objective.weightDecay()));
    try (Engine engine = Engine.of(Devices.best(Precision.DOUBLE), trained.net(), training, 1)) {
      engine.gradients(x, y);
      return engine.weightGradients();
    }
  }

  private static List<Double> cosines(DMatrixRMaj[] a, DMatrixRMaj[] b) {
    List<Double> each = new ArrayList<>();
    double dots = 0;
    double as = 0;
    double bs = 0;
    for (int l = 0; l < a.length; l++) {
      double dot = dot(a[l], b[l]);
      double aa = dot(a[l], a[l]);
      double bb = dot(b[l], b[l]);
      each.add(cosine(dot, aa, bb));
      dots += dot;
      as += aa;
      bs += bb;
    }
    each.addFirst(cosine(dots, as, bs));
    return List.copyOf(each);
  }

  private static double dot(DMatrixRMaj a, DMatrixRMaj b) {
    double sum = 0;
    for (int k = 0; k < a.data.length; k++) {
      sum += a.data[k] * b.data[k];
    }
    return sum;
  }

  private static double cosine(double dot, double aa, double bb) {
    return aa == 0 || bb == 0 ? 0 : dot / Math.sqrt(aa) / Math.sqrt(bb);
  }

  private static double condition(DeepNet net) {
    try {
      return ActivityHessian.of(net.skeleton()).eigenvalueBounds().condition();
    } catch (ArithmeticException beyondDoublePrecision) {
      return Double.POSITIVE_INFINITY;
    }
  }

  private static List<Double> boxed(double... values) {
    return Arrays.stream(values).boxed().toList();
  }
}
