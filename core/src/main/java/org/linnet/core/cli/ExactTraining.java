package org.linnet.core.cli;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.linnet.core.data.Batches;
import org.linnet.core.data.Split;
import org.linnet.core.net.DeepNet;
import org.linnet.core.train.Ending;
import org.linnet.core.train.Evaluation;
import org.linnet.core.train.Listener;
import org.linnet.core.train.PcTraining;
import org.linnet.core.train.Report;
import org.linnet.core.train.Span;
import org.linnet.core.train.TrainingPlan;

/// `linnet train --steps 0`: predictive coding with exact inference in double precision, evaluated after each epoch.
final class ExactTraining {
  private ExactTraining() {}

  static Ending run(PcTraining training, Split train, Split heldOut, TrainingPlan plan, List<Listener> listeners) {
    if (!(plan.length() instanceof Span.Epochs(int epochs))
        || !plan.equals(TrainingPlan.of(plan.length(), plan.batch(), plan.seed()))) {
      throw new IllegalArgumentException("--steps 0 (exact inference) trains for whole --epochs, "
          + "without --steps-total, --eval-every, --metrics and --early-stop");
    }
    Batches batches = Batches.of(train.size(), plan.batch(), plan.seed());
    long steps = (long) epochs * batches.perEpoch();
    listeners.forEach(listener -> listener.onStart(steps));
    report(0, 0, OptionalDouble.empty(), training.net(), heldOut, listeners);
    long step = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      double sum = 0;
      for (int[] some : batches.epoch(epoch)) {
        double energy = step(training, train, some);
        if (!Double.isFinite(energy)) {
          return ended(new Ending.Diverged(step + 1, epoch + 1, "energy"), listeners);
        }
        sum += energy * some.length;
        long taken = ++step;
        listeners.forEach(listener -> listener.onStep(taken, energy));
      }
      report(step, epoch + 1, OptionalDouble.of(sum / train.size()), training.net(), heldOut, listeners);
    }
    return ended(new Ending.Completed(step), listeners);
  }

  private static double step(PcTraining training, Split train, int[] some) {
    try {
      PcTraining.Step step = training.step(train.inputs(some), train.targets(some));
      return step.stable() ? step.energy() : Double.NaN;
    } catch (ArithmeticException illConditioned) {
      return Double.NaN;
    }
  }

  private static void report(long step, double epoch, OptionalDouble energy, DeepNet net, Split heldOut,
      List<Listener> listeners) {
    Report report = new Report(step, epoch, energy, Evaluation.of(net, heldOut), Map.of());
    listeners.forEach(listener -> listener.onEvaluation(report));
  }

  private static Ending ended(Ending ending, List<Listener> listeners) {
    listeners.forEach(listener -> listener.onEnd(ending));
    return ending;
  }
}
