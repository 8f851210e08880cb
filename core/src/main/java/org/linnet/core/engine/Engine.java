package org.linnet.core.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.device.Device;
import org.linnet.core.device.Device.AdamStep;
import org.linnet.core.device.Matrix;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.Shapes;
import org.linnet.core.net.StandardActivation;

/// Trains a network on a device, batch by batch.
///
/// A step clamps a batch, runs the rule's inference or backward pass, and moves the weights. The same seed, device and
/// batches give the same bits for any number of threads. A step allocates nothing once its batch size has been seen.
/// Not safe for use by several threads.
public final class Engine implements AutoCloseable {
  /// Samples per chunk: one register tile of the widest devices in single precision.
  private static final int CHUNK = 32;

  private final Device device;
  private final Rule rule;
  private final Optimiser optimiser;
  private final Parameters theta;
  private final Workers workers;
  private DeepNet net;

  private final Map<Integer, Batch> batches = new HashMap<>();
  private Batch batch;
  private DMatrixRMaj x;
  private DMatrixRMaj y;
  private AdamStep adamStep;
  private final IntConsumer inferChunk = this::inferChunk;
  private final IntConsumer sumLayer = this::sumLayer;
  private final IntConsumer learnLayer = this::learnLayer;

  private Engine(Device device, DeepNet net, Rule rule, Optimiser optimiser, int threads) {
    this.device = device;
    this.net = net;
    this.rule = rule;
    this.optimiser = optimiser;
    theta = new Parameters(device, net.skeleton(), optimiser instanceof Optimiser.Adam);
    workers = new Workers(threads);
  }

  /// An engine that starts at `net`, with as many threads as the machine has processors.
  ///
  /// @throws IllegalArgumentException if the activations are not standard ones before the map (the input's linear)
  public static Engine of(Device device, DeepNet net, Rule rule, Optimiser optimiser) {
    return of(device, net, rule, optimiser, Runtime.getRuntime().availableProcessors());
  }

  /// As above, with this number of threads.
  public static Engine of(Device device, DeepNet net, Rule rule, Optimiser optimiser, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread is needed, got " + threads);
    }
    boolean standard = net.activations().stream().allMatch(StandardActivation.class::isInstance);
    if (!standard || !(net.placement() == Placement.BEFORE_MAP || net.isLinear())) {
      throw new IllegalArgumentException(
          "the engine needs standard activations before the linear map (DeepNet.activatedBefore)");
    }
    return new Engine(device, net, rule, optimiser, threads);
  }

  /// One step on the batch in the columns of `x` and `y`; returns the energy (backpropagation: the loss) before the weights
  /// moved, a mean over samples. If it is not finite, training has diverged: the weights were not moved.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public double step(DMatrixRMaj x, DMatrixRMaj y) {
    double energy = infer(x, y);
    if (Double.isFinite(energy)) {
      adamStep = optimiser instanceof Optimiser.Adam adam ? theta.nextStep(adam) : null;
      workers.run(net.skeleton().depth(), learnLayer);
    }
    return energy;
  }

  /// As [#step], without moving the weights: the weight gradients are then those of this batch.
  public double gradients(DMatrixRMaj x, DMatrixRMaj y) {
    double energy = infer(x, y);
    workers.run(net.skeleton().depth(), sumLayer);
    return energy;
  }

  /// The weight gradients of the last batch.
  public DMatrixRMaj[] weightGradients() {
    return theta.readGradients();
  }

  /// The network with the weights as they are now.
  public DeepNet net() {
    net = net.withSkeleton(net.skeleton().withWeights(theta.read()));
    return net;
  }

  /// The network's output for the samples in the columns of `x`: the forward pass, `N(L) x B`.
  public DMatrixRMaj predict(DMatrixRMaj x) {
    clamp(x, new DMatrixRMaj(net.skeleton().width(net.skeleton().depth()), x.numCols));
    workers.run(batch.chunks.size(), c -> batch.chunks.get(c).forward(theta, this.x, this.y, c * CHUNK));
    DMatrixRMaj output = y; // zero so far
    int from = 0;
    for (Chunk chunk : batch.chunks) {
      double[] values = new double[output.numRows * chunk.samples()];
      chunk.output(values);
      for (int i = 0; i < output.numRows; i++) {
        System.arraycopy(values, i * chunk.samples(), output.data, i * x.numCols + from, chunk.samples());
      }
      from += chunk.samples();
    }
    return output;
  }

  /// Multiplications and additions in the products of the last batch's inference (not of the weight gradients).
  public long inferenceFlops() {
    return batch.chunks.stream().mapToLong(Chunk::flops).sum();
  }

  /// Writes all that a step depends on, bit for bit: weights, and what the optimiser remembers.
  public void save(DataOutput out) throws IOException {
    theta.save(out);
  }

  /// Takes over what [#save] wrote; on failure nothing has changed.
  ///
  /// @throws IllegalArgumentException if it is the state of another network or optimiser
  public void restore(DataInput in) throws IOException {
    theta.restore(in);
  }

  /// The mean energies of layers `1..L` on the last batch, `gamma(l)/2 ‖e(l)‖²`; backpropagation: the loss at `L`, else 0.
  public double[] layerEnergies() {
    int L = net.skeleton().depth();
    boolean loss = rule instanceof Rule.Backpropagation;
    return IntStream.rangeClosed(1, L).mapToDouble(l -> loss && l < L
        ? 0
        : (loss ? 1 : net.skeleton().precision(l)) / 2 * sumOfSquares(batch.errors.get(l - 1)) / batch.samples)
        .toArray();
  }

  /// The root mean square of the norm of `z(l)` over the last batch, `l = 1..L`.
  public double[] activityNorms() {
    return IntStream.rangeClosed(1, net.skeleton().depth()).mapToDouble(l -> Math.sqrt(
        sumOfSquares(batch.chunks.stream().map(chunk -> chunk.activity(l)).toArray(Matrix[]::new)) / batch.samples))
        .toArray();
  }

  private double sumOfSquares(Matrix... parts) {
    double sum = 0;
    for (Matrix part : parts) {
      sum += device.sumOfSquares(part);
    }
    return sum;
  }

  @Override
  public void close() {
    workers.close();
  }

  /// What a batch of one size needs: its chunks, their energies, and their errors and map inputs by layer (`l - 1`).
  @SuppressWarnings("ArrayRecordComponent") // private buffers
  private record Batch(int samples, List<Chunk> chunks, double[] energies, List<Matrix[]> errors,
      List<Matrix[]> mapInputs) {

    static Batch of(Device device, DeepNet net, int samples) {
      List<Chunk> chunks = IntStream.range(0, Math.ceilDiv(samples, CHUNK))
          .mapToObj(c -> new Chunk(device, net, Math.min(CHUNK, samples - c * CHUNK))).toList();
      IntFunction<Matrix[]> errors = l -> chunks.stream().map(chunk -> chunk.error(l)).toArray(Matrix[]::new);
      IntFunction<Matrix[]> inputs = l -> chunks.stream().map(chunk -> chunk.mapInput(l)).toArray(Matrix[]::new);
      int L = net.skeleton().depth();
      return new Batch(samples, chunks, new double[chunks.size()],
          IntStream.rangeClosed(1, L).mapToObj(errors).toList(), IntStream.rangeClosed(1, L).mapToObj(inputs).toList());
    }
  }

  private void clamp(DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net.skeleton(), x, y);
    if (batch == null || batch.samples != x.numCols) {
      batch = batches.computeIfAbsent(x.numCols, samples -> Batch.of(device, net, samples));
    }
    this.x = x;
    this.y = y;
  }

  private double infer(DMatrixRMaj x, DMatrixRMaj y) {
    clamp(x, y);
    workers.run(batch.chunks.size(), inferChunk);
    double sum = 0;
    for (double energy : batch.energies) {
      sum += energy;
    }
    return sum / batch.samples;
  }

  private void inferChunk(int c) {
    Chunk chunk = batch.chunks.get(c);
    chunk.forward(theta, x, y, c * CHUNK);
    switch (rule) {
      case Rule.PredictiveCoding(int steps, double stepSize) -> {
        chunk.infer(theta, steps, stepSize);
        batch.energies[c] = chunk.energy();
      }
      case Rule.Backpropagation _ -> {
        batch.energies[c] = chunk.loss();
        chunk.backpropagate(theta);
      }
    }
  }

  private void learnLayer(int index) {
    sumLayer(index);
    theta.update(index + 1, optimiser, adamStep); // while the gradient is still in the cache
  }

  /// `∂F/∂W(l) = -gamma(l) a(l)/B sum e(l) f(l)ᵀ` of layer `l = index + 1`, summed over the chunks in their order.
  private void sumLayer(int index) {
    int l = index + 1;
    double precision = rule instanceof Rule.PredictiveCoding ? net.skeleton().precision(l) : 1;
    device.multiplySum(-precision * net.skeleton().scaling(l) / batch.samples, batch.errors.get(index),
        batch.mapInputs.get(index), theta.dW[l]);
  }
}
