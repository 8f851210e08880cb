package org.linnet.core.train;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.linnet.core.data.Batches;
import org.linnet.core.data.Examples;
import org.linnet.core.data.Split;
import org.linnet.core.engine.Engine;
import org.linnet.core.output.SoleWriter;

/// Runs an engine by a plan: step after step, with evaluations, an early stop, a checkpoint and listeners.
///
/// The same plan, data and device give the same bits for any number of threads, and whether or not the run was interrupted
/// and resumed. A trainer is for one run.
public final class Trainer {
  private final Engine engine;
  private final Examples train;
  private final Supplier<Evaluation> evaluation;
  private final TrainingPlan plan;
  private final Optional<Checkpoint> checkpoint;
  private final List<Listener> listeners;
  private final Batches batches;
  private final long steps;
  private final int[] probe;

  private Position at = Position.START;
  private List<int[]> epoch = List.of();
  private long epochIndex = -1;
  private volatile boolean stopping;

  /// A trainer that evaluates on `heldOut`.
  ///
  /// @throws IllegalArgumentException if a metric of the plan has no meaning for the engine's network
  public Trainer(Engine engine, Split train, Split heldOut, TrainingPlan plan, Optional<Checkpoint> checkpoint,
      List<Listener> listeners) {
    this(engine, train,
        () -> Evaluation.of(engine::predict, engine.training().objective().loss(), heldOut, plan.batch()), plan,
        checkpoint, listeners);
  }

  /// As above, with evaluations of another kind, such as [Recognition].
  public Trainer(Engine engine, Examples train, Supplier<Evaluation> evaluation, TrainingPlan plan,
      Optional<Checkpoint> checkpoint, List<Listener> listeners) {
    this.engine = engine;
    this.train = train;
    this.evaluation = evaluation;
    this.plan = plan;
    this.checkpoint = checkpoint;
    this.listeners = List.copyOf(listeners);
    batches = Batches.of(train.size(), plan.batch(), plan.seed());
    steps = plan.length().steps(batches.perEpoch());
    probe = IntStream.range(0, Math.min(plan.batch(), train.size())).toArray();
    plan.metrics().forEach(metric -> metric.requireMeaning(engine.net(), engine.training()));
  }

  /// Trains from the engine's weights. The first checkpoint is written before the first step.
  ///
  /// @throws IOException if the checkpoint's file is there already, or another run writes it
  public Ending run() throws IOException {
    try (SoleWriter _ = checkpoint.isPresent() ? checkpoint.get().alone() : null) {
      if (checkpoint.isPresent()) {
        checkpoint.get().requireNew();
      }
      listeners.forEach(listener -> listener.onStart(steps));
      Optional<Ending> ending = saved(evaluate());
      return ending.isPresent() ? ended(ending.get()) : train();
    }
  }

  /// Goes on from the checkpoint. Only the plan's length and metrics may differ from those of the run that wrote it; of a run that
  /// had ended, the evaluation at its end stays.
  ///
  /// @throws IOException if the checkpoint is missing, corrupt, of another run or past the plan's end, or another run writes
  ///     it; the engine is as it was
  /// @throws IllegalArgumentException if the trainer has no checkpoint, or it is of another network
  public Ending resume() throws IOException {
    Checkpoint from = checkpoint
        .orElseThrow(() -> new IllegalArgumentException("resuming needs a checkpoint, and there is none"));
    try (SoleWriter _ = from.alone()) {
      at = from.restore(engine, steps);
      listeners.forEach(listener -> listener.onResume(at.step(), steps));
      return train();
    }
  }

  /// Ends the run after the step that is being taken, with a checkpoint. May be called from any thread.
  public void stop() {
    stopping = true;
  }

  private Ending train() {
    Optional<Ending> ending = earlyStop();
    while (ending.isEmpty() && at.step() < steps) {
      ending = step();
    }
    return ended(ending.orElseGet(() -> new Ending.Completed(at.step())));
  }

  private Ending ended(Ending ending) {
    listeners.forEach(listener -> listener.onEnd(ending));
    return ending;
  }

  private Optional<Ending> step() {
    int[] some = batch();
    double energy = engine.step(train.inputs(some), train.targets(some));
    if (!Double.isFinite(energy)) {
      return Optional.of(diverged(at.step() + 1, "energy"));
    }
    at = at.afterStep(energy, some.length, engine.hasRaisedEnergy());
    listeners.forEach(listener -> listener.onStep(at.step(), energy));
    Optional<Ending> ending = isAt(plan.evaluation()) ? evaluate() : Optional.empty();
    if (ending.isEmpty() && stopping && at.step() < steps) {
      ending = Optional.of(new Ending.Interrupted(at.step()));
    }
    return saved(ending);
  }

  private Ending diverged(long step, String quantity) {
    return new Ending.Diverged(step, Math.ceilDiv(step, batches.perEpoch()), quantity);
  }

  private boolean isAt(Span every) {
    return at.step() == steps || at.step() % every.steps(batches.perEpoch()) == 0;
  }

  /// The batch after the current step.
  private int[] batch() {
    int perEpoch = batches.perEpoch();
    if (at.step() / perEpoch != epochIndex) {
      epochIndex = at.step() / perEpoch;
      epoch = batches.epoch(Math.toIntExact(epochIndex));
    }
    return epoch.get((int) (at.step() % perEpoch));
  }

  private Optional<Ending> evaluate() {
    Evaluation evaluated = evaluation.get();
    if (!Double.isFinite(evaluated.loss())) {
      return Optional.of(diverged(at.step(), "loss"));
    }
    OptionalDouble energy = at.samples() == 0 ? OptionalDouble.empty() : OptionalDouble.of(at.energy() / at.samples());
    Report report = new Report(at.step(), at.step() / (double) batches.perEpoch(), energy, at.raised(), evaluated,
        Metric.measure(plan.metrics(), engine, train.inputs(probe), train.targets(probe)));
    at = at.afterEvaluation(evaluated);
    listeners.forEach(listener -> listener.onEvaluation(report));
    return earlyStop();
  }

  private Optional<Ending> earlyStop() {
    return plan.earlyStop().reason(at.best()).map(reason -> new Ending.StoppedEarly(at.step(), reason));
  }

  /// Writes a checkpoint if it is time, or the run ends here, and not by divergence.
  private Optional<Ending> saved(Optional<Ending> ending) {
    boolean diverged = ending.isPresent() && ending.get() instanceof Ending.Diverged;
    if (checkpoint.isEmpty() || diverged || (ending.isEmpty() && !isAt(checkpoint.get().every()))) {
      return ending;
    }
    try {
      checkpoint.get().save(engine, at);
      return ending;
    } catch (IOException refused) {
      return Optional.of(new Ending.NotSaved(at.step(), refused.getMessage()));
    }
  }
}
