package org.linnet.core.engine;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.linnet.core.device.Device;
import org.linnet.core.device.Matrix;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Solver;
import org.linnet.core.net.DeepNet;

/// What a batch of one size needs: its samples in chunks, each with its motion, and what the weight gradients are made of.
final class Batch {
  final int samples;
  final List<Chunk> chunks;
  /// How each chunk's activities move; empty where the rule has no such motion.
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
        if (chunks.get(c).lowestError() <= l) {
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
    motions = switch (training.rule()) {
      case Rule.PredictiveCoding(Descent how) -> chunks.stream().map(c -> motion(c, how)).toList();
      case Rule.Incremental(Descent how) -> chunks.stream().<Motion>map(c -> new Dynamics(c, how, true)).toList();
      default -> List.of();
    };
    gradients = Gradients.of(chunks, training.optimiser(), samples);
    amortisers = training.rule() instanceof Rule.PredictiveCoding(Descent how)
        && how.init() instanceof ActivityInit.Amortised(DeepNet amortiser)
            ? chunks(device, amortiser, Objective.clamped(Loss.SQUARED_ERROR), amortiser.skeleton()::precision)
            : List.of();
    amortiserGradients = Gradients.of(amortisers, training.optimiser(), samples);
  }

  private static Motion motion(Chunk c, Descent how) {
    return how.solver() instanceof Solver.Adaptive flow ? new Flow(c, how, flow) : new Dynamics(c, how, false);
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
}
