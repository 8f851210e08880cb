package org.linnet.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.device.Device;
import org.linnet.core.device.Matrix;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Outcome;
import org.linnet.core.inference.Solver;
import org.linnet.core.net.DeepNet;

/// What a batch of one size needs: its samples in chunks, each with its motion, and what the weight gradients are made of.
final class Batch {
  final int samples;
  final List<Chunk> chunks;
  /// What the rule does with each chunk.
  final List<Motion> motions;
  /// The batch's inference, and its whole step, as a device has recorded them; null where none has.
  Runnable recordedInference;
  Runnable recordedStep;
  final Gradients gradients;
  /// The amortiser's chunks and gradients; empty where there is none.
  final List<Chunk> amortisers;
  final Gradients amortiserGradients;
  private final int chunkSize;

  /// Errors, map inputs and bias inputs of all chunks, and what their products are multiplied by, `-gamma(l) a(l)/B` and
  /// `-gamma(l)/B`; by layer (`l - 1`).
  @SuppressWarnings("ArrayRecordComponent") // private buffers
  record Gradients(List<Chunk> chunks, List<Matrix[]> deltas, List<Matrix[]> inputs, List<Matrix[]> ones,
      double[] factors,
      double[] biasFactors) {
    static Gradients of(List<Chunk> chunks, Optimiser optimiser, int samples) {
      int L = chunks.isEmpty() ? 0 : chunks.get(0).L;
      IntFunction<Matrix[]> deltas = l -> chunks.stream().map(c -> c.atMap(l)).toArray(Matrix[]::new);
      IntFunction<Matrix[]> inputs = l -> chunks.stream().map(c -> c.mapInput(l, optimiser)).toArray(Matrix[]::new);
      IntFunction<Matrix[]> ones = l -> chunks.stream().map(c -> c.biasInput(l, optimiser)).toArray(Matrix[]::new);
      return new Gradients(chunks, IntStream.rangeClosed(1, L).mapToObj(deltas).toList(),
          IntStream.rangeClosed(1, L).mapToObj(inputs).toList(),
          IntStream.rangeClosed(1, L).mapToObj(ones).toList(),
          IntStream.rangeClosed(1, L).mapToDouble(l -> -chunks.get(0).weighting(l) / samples * chunks.get(0).scaling(l))
              .toArray(),
          IntStream.rangeClosed(1, L).mapToDouble(l -> -chunks.get(0).weighting(l) / samples).toArray());
    }

    /// Whether no chunk has an error at layer `l`.
    boolean vanish(int l) {
      for (int c = 0; c < chunks.size(); c++) {
        if (chunks.get(c).lowestError <= l) {
          return false;
        }
      }
      return true;
    }
  }

  Batch(Device device, DeepNet net, Training training, int samples) {
    this.samples = samples;
    chunkSize = Math.min(device.chunk(), samples);
    boolean hasPrecisions = !(training.rule() instanceof Rule.Backpropagation);
    chunks = chunks(device, net, training.objective(), l -> hasPrecisions ? net.skeleton().precision(l) : 1);
    motions = chunks.stream().map(c -> motion(c, training.rule())).toList();
    gradients = Gradients.of(chunks, training.optimiser(), samples);
    amortisers = training.rule() instanceof Rule.PredictiveCoding(Descent how)
        && how.init() instanceof ActivityInit.Amortised(DeepNet amortiser)
            ? chunks(device, amortiser, Objective.clamped(Loss.SQUARED_ERROR), amortiser.skeleton()::precision)
            : List.of();
    amortiserGradients = Gradients.of(amortisers, training.optimiser(), samples);
  }

  private static Motion motion(Chunk c, Rule rule) {
    return switch (rule) {
      case Rule.PredictiveCoding(Inference.Exact _) -> _ -> {
      }; // it starts where it ends
      case Rule.PredictiveCoding(Descent how) when how.solver() instanceof Solver.Adaptive flow ->
        new Flow(c, how, flow);
      case Rule.PredictiveCoding(Descent how) -> new Dynamics(c, how, false);
      case Rule.Incremental(Descent how) -> new Dynamics(c, how, true);
      case Rule.ErrorBased(int steps, double stepSize) -> new ErrorDescent(c, steps, stepSize);
      case Rule.Backpropagation _ -> new Backward(c);
    };
  }

  private List<Chunk> chunks(Device device, DeepNet net, Objective objective, IntToDoubleFunction weighting) {
    return IntStream.range(0, Math.ceilDiv(samples, chunkSize))
        .mapToObj(c -> new Chunk(device, net, objective, weighting, Math.min(chunkSize, samples - c * chunkSize)))
        .toList();
  }

  /// The first sample of chunk `c`.
  int first(int c) {
    return c * chunkSize;
  }

  // ---- what the chunks hold, together

  /// Sets the hidden layers, and the output where it is among them.
  void setActivities(Activities z) {
    for (int c = 0; c < chunks.size(); c++) {
      for (int l = 1; l <= z.layers(); l++) {
        chunks.get(c).write(z.layer(l), first(c), chunks.get(c).z[l]);
      }
    }
  }

  /// `z(0), .., z(L)`.
  List<DMatrixRMaj> activities() {
    List<DMatrixRMaj> all = new ArrayList<>();
    for (int l = 0; l <= chunks.get(0).L; l++) {
      DMatrixRMaj z = new DMatrixRMaj(chunks.get(0).z[l].rows(), samples);
      for (int c = 0; c < chunks.size(); c++) {
        chunks.get(c).read(chunks.get(c).z[l], z, first(c));
      }
      all.add(z);
    }
    return all;
  }

  /// Each sample's energy.
  List<Double> energies() {
    List<Double> energies = new ArrayList<>();
    for (Chunk chunk : chunks) {
      for (double energy : chunk.readRow(chunk.energies)) {
        energies.add(energy);
      }
    }
    return energies;
  }

  /// The mean of the samples' energies.
  double energy() {
    return meanOfRow(c -> c.energies);
  }

  /// Whether that is more than where inference started, and by more than rounding.
  boolean hasRaisedEnergy() {
    return energy() > 1.001 * meanOfRow(c -> c.energiesAtStart);
  }

  private double meanOfRow(Function<Chunk, Matrix> row) {
    double sum = 0;
    for (int c = 0; c < chunks.size(); c++) { // an iterator would be an allocation
      Chunk chunk = chunks.get(c);
      for (double each : chunk.readRow(row.apply(chunk))) {
        sum += each;
      }
    }
    return sum / samples;
  }

  /// The mean over samples of what a chunk sums up.
  double mean(ToDoubleFunction<Chunk> sum) {
    double total = 0;
    for (Chunk chunk : chunks) {
      total += sum.applyAsDouble(chunk);
    }
    return total / samples;
  }

  /// Whether a sample's watched activities have grown without bound, to values that may still be finite.
  boolean hasDiverged() {
    for (int c = 0; c < motions.size(); c++) {
      Watch watch = motions.get(c).watch();
      if (watch != null && watch.diverged()) {
        return true;
      }
    }
    return false;
  }

  /// How inference ended; where nothing watched it, its residual is computed at these weights.
  ///
  /// @param bound the residual above which it has diverged
  Outcome outcome(Rule rule, Parameters theta, double bound) {
    int steps = 0;
    double residual = 0;
    boolean converged = true;
    boolean atEnd = true;
    boolean diverged = hasDiverged();
    for (int c = 0; c < chunks.size(); c++) {
      Motion motion = motions.get(c);
      Watch watch = motion.watch();
      steps = Math.max(steps, motion.steps());
      residual = Math.max(residual, // NaN wins
          watch == null ? Math.sqrt(chunks.get(c).largestSquaredGradient(theta)) : watch.residual());
      converged &= watch == null ? rule instanceof Rule.PredictiveCoding(Inference.Exact _) : watch.converged();
      atEnd &= motion.isAtEnd();
      diverged |= watch == null && !(Double.isFinite(residual) && residual <= bound);
    }
    if (diverged) {
      return new Outcome.Diverged(steps, residual, stepSize(rule));
    }
    if (converged) {
      return new Outcome.Converged(steps, residual);
    }
    return atEnd && rule instanceof Rule.PredictiveCoding(Descent how) && how.solver() instanceof Solver.Adaptive flow
        ? new Outcome.EndOfFlow(steps, residual, flow.time())
        : new Outcome.StepLimit(steps, residual);
  }

  /// 0 where there is none, or it is adaptive.
  private static double stepSize(Rule rule) {
    return switch (rule) {
      case Rule.PredictiveCoding(Descent how) -> stepSize(how.solver());
      case Rule.Incremental(Descent how) -> stepSize(how.solver());
      case Rule.ErrorBased(int _, double stepSize) -> stepSize;
      case Rule.PredictiveCoding(Inference.Exact _) -> 0;
      case Rule.Backpropagation _ -> 0;
    };
  }

  private static double stepSize(Solver solver) {
    return switch (solver) {
      case Solver.GradientDescent s -> s.stepSize();
      case Solver.Momentum s -> s.stepSize();
      case Solver.Adam s -> s.stepSize();
      case Solver.Adaptive _ -> 0;
    };
  }
}
