package org.linnet.core.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Precision;
import org.linnet.core.energy.Activities;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Outcome;
import org.linnet.core.inference.Schedule.Predictions;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.Shapes;
import org.linnet.core.random.RandomStream;

/// Trains a network on a device, batch by batch.
///
/// A step clamps a batch, runs the rule's inference or backward pass, and moves the weights. The same seed, device and
/// batches give the same bits for any number of threads. A step allocates nothing once its batch size has been seen, unless
/// inference is exact or starts at random. Not safe for use by several threads. Closing ends its threads: after that it takes
/// no more batches.
///
/// A device that records runs a whole step, from the start of inference to the moved weights, as one record: data and Adam's
/// corrections are written before it, the energy is read after it. Rules whose course depends on numbers take single
/// operations instead: a stopping rule, adaptive steps, incremental predictive coding.
public final class Engine implements AutoCloseable {
  private final Device device;
  private final Training training;
  private final Parameters theta;
  private final Parameters amortiser; // null where there is none
  private final Workers workers;
  private DeepNet net;
  private DeepNet amortiserNet;
  private long begun; // steps, for random starts

  private final Map<Integer, Batch> batches = new HashMap<>();
  private Batch batch;
  private DMatrixRMaj x;
  private DMatrixRMaj y;
  private double firstResidual; // where the batch's inference started; infinite if nobody measured it
  private final IntConsumer clampChunk = this::clampChunk;
  private final IntConsumer inferChunk = this::inferChunk;
  private final IntConsumer stepChunk = this::stepChunk;
  private final IntConsumer sumLayer = this::sumLayer;
  private final IntConsumer learnLayer = this::learnLayer;
  private final IntConsumer learnAmortiserLayer = this::learnAmortiserLayer;
  private final boolean records; // whether a whole step is recorded

  private Engine(Device device, DeepNet net, Training training, int threads) {
    this.device = device;
    this.net = net;
    this.training = training;
    int L = net.skeleton().depth();
    theta = new Parameters(device, net.skeleton(), training.optimiser(),
        training.rates().orElse(LayerRates.uniform(L)));
    amortiserNet = Requirements.amortiser(training).orElse(null);
    amortiser = amortiserNet == null
        ? null
        : new Parameters(device, amortiserNet.skeleton(), training.optimiser(),
            LayerRates.uniform(amortiserNet.skeleton().depth()));
    records = device.chunk() == Integer.MAX_VALUE && Requirements.isFixedSequence(training);
    workers = new Workers(device.chunk() == Integer.MAX_VALUE ? 1 : threads);
  }

  /// An engine that starts at `net`, with as many threads as the machine has processors.
  ///
  /// @throws IllegalArgumentException if an activation is not a standard one, or the parts do not go together
  public static Engine of(Device device, DeepNet net, Training training) {
    return of(device, net, training, Runtime.getRuntime().availableProcessors());
  }

  /// As above, with this number of threads.
  public static Engine of(Device device, DeepNet net, Training training, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread is needed, got " + threads);
    }
    Requirements.check(net, training);
    return new Engine(device, net, training, threads);
  }

  /// An engine for the squared error with both ends clamped.
  public static Engine of(Device device, DeepNet net, Rule rule, Optimiser optimiser) {
    return of(device, net, new Training(rule, optimiser));
  }

  /// As above, with this number of threads.
  public static Engine of(Device device, DeepNet net, Rule rule, Optimiser optimiser, int threads) {
    return of(device, net, new Training(rule, optimiser), threads);
  }

  /// Inference alone, in double precision on the best device there is, with the squared error and both ends clamped.
  ///
  /// @throws IllegalArgumentException if the parts do not go together, a shape does not fit or a value is not finite
  public static Inferred infer(DeepNet net, Inference how, DMatrixRMaj x, DMatrixRMaj y) {
    return infer(Devices.best(Precision.DOUBLE), net, how, x, y);
  }

  /// As above, on this device.
  public static Inferred infer(Device device, DeepNet net, Inference how, DMatrixRMaj x, DMatrixRMaj y) {
    Training inference = new Training(new Rule.PredictiveCoding(how), new Optimiser.Sgd(1));
    try (Engine engine = of(device, net, inference, 1)) {
      return engine.infer(x, y);
    }
  }

  /// One step on the batch in the columns of `x` and `y`; returns the energy (backpropagation: the loss, and weight decay) before the
  /// weights moved, a mean over samples. If it is not finite, training has diverged: the weights were not moved.
  ///
  /// Incremental predictive coding moves the weights during inference, too; it returns the energy before the last move.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public double step(DMatrixRMaj x, DMatrixRMaj y) {
    clamp(x, y);
    double energy = records ? replay() : relax(true);
    begun++;
    if (!records && Double.isFinite(energy)) {
      learn();
    }
    return energy;
  }

  /// A whole step as the device has recorded it, after which the energy is read.
  private double replay() {
    prepare();
    double decay = decayEnergy(); // before the weights move
    beginStep();
    if (batch.recordedStep == null) {
      batch.recordedStep = device.record(this::wholeStep);
    } else {
      batch.recordedStep.run();
    }
    double energy = batch.energy() + decay;
    if (Double.isFinite(energy)) {
      endStep();
    }
    return energy;
  }

  /// As [#step], without moving the weights: the weight gradients are then those of this batch.
  public double gradients(DMatrixRMaj x, DMatrixRMaj y) {
    clamp(x, y);
    double energy = relax(false);
    workers.run(net.skeleton().depth(), sumLayer);
    return energy;
  }

  /// Runs inference and says where it ended: diverged, too, if the gradient's norm has grown by a factor of 1e12. The weights do
  /// not move.
  ///
  /// @throws IllegalArgumentException if the rule has no inference, a shape does not fit or a value is not finite
  public Inferred infer(DMatrixRMaj x, DMatrixRMaj y) {
    Requirements.inference(training);
    clamp(x, y);
    return inferred();
  }

  /// Fills in an input that is known in part: entries of `x` are clamped where `known` is not 0, and inferred elsewhere,
  /// starting from `x`, which must have some number there, such as 0 or a mean.
  ///
  /// @param known of the shape of `x`, for instance 1 where an entry is known and 0 where it is not
  /// @throws IllegalArgumentException if the objective clamps the input, a shape does not fit or a value is not finite
  public Inferred infer(DMatrixRMaj x, DMatrixRMaj known, DMatrixRMaj y) {
    Requirements.freeInput(training, x, known);
    clamp(x, y);
    for (int c = 0; c < batch.chunks.size(); c++) {
      batch.chunks.get(c).know(known, batch.first(c));
    }
    return inferred();
  }

  /// Whether inference on the last batch ended at a higher mean energy than it started from, beyond rounding. A descent does so
  /// only if its steps are too large for what the weights have become. Never with fixed predictions, whose descent is not one
  /// of this energy, nor where nothing descends.
  public boolean hasRaisedEnergy() {
    requireBatch();
    return switch (training.rule()) {
      case Rule.PredictiveCoding(Descent how) -> follows(how) && batch.hasRaisedEnergy();
      case Rule.Incremental(Descent how) -> follows(how) && batch.hasRaisedEnergy();
      case Rule.ErrorBased _ -> batch.hasRaisedEnergy();
      case Rule.PredictiveCoding(Inference.Exact _) -> false;
      case Rule.Backpropagation _ -> false;
    };
  }

  private static boolean follows(Descent how) {
    return how.schedule().predictions() == Predictions.FOLLOWING;
  }

  public Training training() {
    return training;
  }

  /// The weight gradients of the last batch.
  public DMatrixRMaj[] weightGradients() {
    return theta.weightGradients();
  }

  /// The bias gradients of the last batch; none where the network has no biases.
  public double[][] biasGradients() {
    return theta.biasGradients();
  }

  /// The network with the weights as they are now.
  public DeepNet net() {
    net = net.withSkeleton(theta.read(net.skeleton()));
    return net;
  }

  /// The amortiser with the weights as they are now.
  ///
  /// @throws IllegalStateException if inference does not start from one
  public DeepNet amortiser() {
    if (amortiser == null) {
      throw new IllegalStateException("inference does not start from an amortiser");
    }
    amortiserNet = amortiserNet.withSkeleton(amortiser.read(amortiserNet.skeleton()));
    return amortiserNet;
  }

  /// The network's output for the samples in the columns of `x`: the forward pass, `N(L) x B`. What was known of the last batch
  /// is lost.
  public DMatrixRMaj predict(DMatrixRMaj x) {
    fit(x, new DMatrixRMaj(net.skeleton().width(net.skeleton().depth()), x.numCols));
    DMatrixRMaj output = y; // zero so far
    workers.run(batch.chunks.size(), c -> {
      Chunk chunk = batch.chunks.get(c);
      chunk.clamp(this.x, this.y, batch.first(c));
      chunk.forward(theta);
    });
    for (int c = 0; c < batch.chunks.size(); c++) {
      batch.chunks.get(c).read(batch.chunks.get(c).output(), output, batch.first(c));
    }
    batch = null; // its states are those of the forward pass now
    return output;
  }

  /// The last batch's mean energy of layers `1..L`: `gamma(l)/2 ‖e(l)‖²`, and the loss at a clamped output.
  public double[] layerEnergies() {
    requireBatch();
    double[] energies = new double[net.skeleton().depth()];
    for (int l = 1; l <= energies.length; l++) {
      int layer = l;
      energies[l - 1] = batch.mean(c -> {
        c.layerEnergies(layer, 0, c.sums);
        return Arrays.stream(c.readRow(c.sums)).sum();
      });
    }
    return energies;
  }

  /// The root mean square over the last batch's samples of the norm of `z(l)`, `l = 1..L`.
  public double[] activityNorms() {
    requireBatch();
    double[] norms = new double[net.skeleton().depth()];
    for (int l = 1; l <= norms.length; l++) {
      int layer = l;
      norms[l - 1] = Math.sqrt(batch.mean(c -> device.sumOfSquares(c.z[layer])));
    }
    return norms;
  }

  /// The largest distance of a sample's hidden activities from the equilibrium of its energy, after inference on `x` and `y`, which
  /// must be as they were.
  ///
  /// @throws IllegalArgumentException if the network or the objective is not one whose equilibrium is known:
  ///     [Inference.Exact]
  public Distance distanceToEquilibrium() {
    Requirements.exact(net, training.objective());
    requireBatch();
    try {
      return new Distance.Known(largestDistance(ExactInference.of(net().skeleton()).equilibrium(x, y)));
    } catch (ArithmeticException illConditioned) {
      return new Distance.Unknown(illConditioned.getMessage());
    }
  }

  /// The largest distance of a sample's hidden activities from `z`.
  private double largestDistance(Activities z) {
    double[] squared = new double[batch.samples];
    List<DMatrixRMaj> here = batch.activities();
    for (int l = 1; l <= z.layers(); l++) {
      DMatrixRMaj there = z.layer(l);
      for (int k = 0; k < there.data.length; k++) {
        double d = here.get(l).data[k] - there.data[k];
        squared[k % there.numCols] += d * d;
      }
    }
    return Math.sqrt(Arrays.stream(squared).max().orElseThrow());
  }

  /// Multiplications and additions in the products of the last batch's inference (not of the weight gradients).
  public long inferenceFlops() {
    requireBatch();
    return batch.chunks.stream().mapToLong(Chunk::flops).sum();
  }

  /// Multiplications and additions in the products of the last batch's weight gradients; a layer without errors needs none.
  public long gradientFlops() {
    requireBatch();
    long flops = 0;
    for (int l = 1; l <= net.skeleton().depth(); l++) {
      flops += batch.gradients.vanish(l)
          ? 0
          : 2L * batch.samples * net.skeleton().width(l) * net.skeleton().width(l - 1);
    }
    return flops;
  }

  /// Writes all that the next step depends on: weights, what the optimiser remembers, and how many steps there were.
  public void save(DataOutput out) throws IOException {
    out.writeLong(begun);
    theta.save(out);
    if (amortiser != null) {
      amortiser.save(out);
    }
  }

  /// Takes over what [#save] wrote for an engine of the same network, training and precision.
  ///
  /// @throws IllegalArgumentException if it is of another network; the engine is as it was
  /// @throws IOException if it ends early; the engine is as it was
  public void restore(DataInput in) throws IOException {
    long steps = in.readLong();
    Parameters.Saved weights = theta.load(in);
    if (amortiser != null) {
      amortiser.take(amortiser.load(in));
    }
    begun = steps;
    theta.take(weights);
  }

  /// `net` with the weights and biases that [#save] wrote for an engine of a network of its shape, whatever the training and the
  /// precision.
  ///
  /// @throws IllegalArgumentException if it is of a network of another shape
  public static DeepNet read(DataInput in, DeepNet net) throws IOException {
    in.readLong();
    return net.withSkeleton(Parameters.read(in, net.skeleton()));
  }

  @Override
  public void close() {
    workers.close();
  }

  // ---- inference

  private void requireBatch() {
    if (batch == null) {
      throw new IllegalStateException("there is no batch: call step, gradients or infer first; predict leaves none");
    }
  }

  private void fit(DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net.skeleton(), x, y);
    if (batch == null || batch.samples != x.numCols) {
      batch = batches.computeIfAbsent(x.numCols, samples -> new Batch(device, net, training, samples));
    }
    this.x = x;
    this.y = y;
  }

  private void clamp(DMatrixRMaj x, DMatrixRMaj y) {
    fit(x, y);
    firstResidual = Double.POSITIVE_INFINITY;
    training.objective().loss().requireTargets(y);
    workers.run(batch.chunks.size(), clampChunk);
  }

  private void clampChunk(int c) {
    batch.chunks.get(c).clamp(x, y, batch.first(c));
  }

  /// The rule's inference or backward pass on the clamped batch; the mean energy.
  ///
  /// @param learning whether incremental predictive coding moves the weights between its steps
  private double relax(boolean learning) {
    prepare();
    if (batch.recordedInference != null) {
      batch.recordedInference.run();
    } else if (records) {
      batch.recordedInference = device.record(() -> inferChunk(0));
    } else {
      workers.run(batch.chunks.size(), inferChunk);
    }
    double energy = batch.hasDiverged() ? Double.POSITIVE_INFINITY : batch.energy() + decayEnergy();
    if (training.rule() instanceof Rule.Incremental(Descent how)) {
      for (int t = 1; t <= how.steps() && Double.isFinite(energy); t++) {
        if (t > 1 && learning) {
          learn();
        }
        workers.run(batch.chunks.size(), stepChunk);
        energy = batch.energy() + decayEnergy();
      }
    }
    return energy;
  }

  /// Writes what inference starts from, where it is not made on the device.
  private void prepare() {
    switch (training.rule()) {
      case Rule.PredictiveCoding(Inference.Exact _) -> solve();
      case Rule.PredictiveCoding(Descent how) when how.init() instanceof ActivityInit.Normal start ->
        startAtRandom(start);
      case Rule.Incremental(Descent how) when how.init() instanceof ActivityInit.Normal start -> startAtRandom(start);
      default -> {
      }
    }
  }

  /// Sets the activities to their exact equilibrium, or to NaN if its condition number is beyond double precision.
  private void solve() {
    try {
      batch.setActivities(ExactInference.of(net().skeleton()).equilibrium(x, y));
    } catch (ArithmeticException illConditioned) {
      Activities unknown = Activities.zero(net.skeleton(), batch.samples);
      for (int l = 1; l <= unknown.layers(); l++) {
        unknown.layer(l).fill(Double.NaN);
      }
      batch.setActivities(unknown);
    }
  }

  private double decayEnergy() {
    double decay = training.objective().weightDecay();
    return decay == 0 ? 0 : decay / 2 * theta.squaredNorm();
  }

  private void inferChunk(int c) {
    batch.chunks.get(c).count();
    start(c);
    batch.motions.get(c).run(theta);
    measure(c);
  }

  private void stepChunk(int c) {
    ((Dynamics) batch.motions.get(c)).step(theta);
    measure(c);
  }

  /// Measures the chunk's energies and makes its errors ready for the weight gradients.
  private void measure(int c) {
    Chunk chunk = batch.chunks.get(c);
    if (!(training.rule() instanceof Rule.Backpropagation)) {
      chunk.energies(1, chunk.energies);
    }
    chunk.finish(training.optimiser());
    if (!batch.amortisers.isEmpty()) {
      batch.amortisers.get(c).imitate(amortiser, chunk, training.optimiser());
    }
  }

  /// Brings a chunk to where its rule starts, errors included.
  private void start(int c) {
    Chunk chunk = batch.chunks.get(c);
    switch (training.rule()) {
      case Rule.PredictiveCoding(Inference.Exact _) -> chunk.evaluate(theta); // activities have been written
      case Rule.PredictiveCoding(Descent how) -> start(c, how.init());
      case Rule.Incremental(Descent how) -> start(c, how.init());
      case Rule.ErrorBased _ -> startForward(chunk);
      case Rule.Backpropagation _ -> chunk.forward(theta);
    }
  }

  private void start(int c, ActivityInit init) {
    Chunk chunk = batch.chunks.get(c);
    switch (init) {
      case ActivityInit.Forward _ -> startForward(chunk);
      case ActivityInit.Zero _ -> {
        for (int l = 1; l <= chunk.top; l++) {
          device.fill(0, chunk.z[l]);
        }
        startHere(chunk);
      }
      case ActivityInit.Amortised _ -> {
        amortise(c);
        startHere(chunk);
      }
      case ActivityInit.Normal _ -> startHere(chunk); // activities have been written
    }
  }

  private void startForward(Chunk chunk) {
    chunk.forward(theta);
    chunk.energies(net.skeleton().depth(), chunk.energiesAtStart);
  }

  private void startHere(Chunk chunk) {
    chunk.evaluate(theta);
    chunk.energies(1, chunk.energiesAtStart);
  }

  private void amortise(int c) {
    Chunk guess = batch.amortisers.get(c);
    guess.clampInput(batch.chunks.get(c));
    guess.predictAll(amortiser);
    batch.chunks.get(c).takeOver(guess);
  }

  private void startAtRandom(ActivityInit.Normal start) {
    RandomStream stream = RandomStream.of(start.seed()).split(begun);
    Activities z = Activities.zero(net.skeleton(), batch.samples);
    for (int i = 0; i < batch.samples; i++) {
      RandomStream own = stream.split(i);
      for (int l = 1; l <= z.layers(); l++) {
        for (int k = 0; k < z.layer(l).numRows; k++) {
          z.layer(l).set(k, i, start.deviation() * own.nextGaussian());
        }
      }
    }
    batch.setActivities(z);
    for (int c = 0; c < batch.chunks.size() && batch.chunks.get(c).top == net.skeleton().depth(); c++) {
      device.fill(0, batch.chunks.get(c).z[net.skeleton().depth()]);
    }
  }

  // ---- learning

  private void learn() {
    beginStep();
    workers.run(net.skeleton().depth(), learnLayer);
    if (amortiser != null) {
      workers.run(amortiserNet.skeleton().depth(), learnAmortiserLayer);
    }
    endStep();
  }

  private void beginStep() {
    theta.beginStep();
    if (amortiser != null) {
      amortiser.beginStep();
    }
  }

  private void endStep() {
    theta.endStep();
    if (amortiser != null) {
      amortiser.endStep();
    }
  }

  private void learnLayer(int index) {
    sumLayer(index);
    theta.update(index + 1, index + 1); // while the gradient is still in the cache
  }

  /// `∂F/∂W(l)` of layer `l = index + 1`.
  private void sumLayer(int index) {
    sumLayers(index + 1, index + 1);
  }

  private void sumLayers(int from, int to) {
    theta.gradients(from, to, batch.gradients, training.objective().weightDecay());
  }

  private void learnAmortiserLayer(int index) {
    sumAmortiserLayers(index + 1, index + 1);
    amortiser.update(index + 1, index + 1);
  }

  private void sumAmortiserLayers(int from, int to) {
    amortiser.gradients(from, to, batch.amortiserGradients, training.objective().weightDecay());
  }

  /// A step for a device to record, which moves the weights if the energies are finite.
  private void wholeStep() {
    int L = net.skeleton().depth();
    inferChunk(0);
    sumLayers(1, L);
    if (amortiser != null) {
      sumAmortiserLayers(1, amortiserNet.skeleton().depth());
    }
    device.ifFinite(batch.chunks.get(0).energies, () -> {
      theta.update(1, L);
      if (amortiser != null) {
        amortiser.update(1, amortiserNet.skeleton().depth());
      }
    });
  }

  // ---- results

  /// How the last batch's inference ended; the residual is computed where no stopping rule asked for it. To be asked for
  /// before the weights move, but where a stopping rule watched.
  public Outcome outcome() {
    Requirements.inference(training);
    requireBatch();
    return batch.outcome(training.rule(), theta, Watch.BLOWN_UP * firstResidual);
  }

  private Inferred inferred() {
    firstResidual = residualAtStart();
    relax(false);
    return new Inferred(batch.activities(), batch.energies(), outcome());
  }

  /// The largest norm of a sample's activity gradient where inference starts; infinite where it does not move, or watches itself,
  /// and at an equilibrium, beside which every other norm is large.
  private double residualAtStart() {
    if (training.rule() instanceof Rule.PredictiveCoding(Inference.Exact _) || batch.motions.get(0).watch() != null) {
      return Double.POSITIVE_INFINITY;
    }
    prepare();
    double squared = 0;
    for (int c = 0; c < batch.chunks.size(); c++) {
      start(c);
      batch.chunks.get(c).evaluate(theta);
      squared = Math.max(squared, batch.chunks.get(c).largestSquaredGradient(theta));
    }
    return squared > 0 ? Math.sqrt(squared) : Double.POSITIVE_INFINITY;
  }
}
