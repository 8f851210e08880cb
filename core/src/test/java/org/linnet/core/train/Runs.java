package org.linnet.core.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.linnet.core.data.Dataset;
import org.linnet.core.data.Mnist1d;
import org.linnet.core.data.Split;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Precision;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Optimiser;
import org.linnet.core.engine.Rule;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// Small runs: 100 samples, 4 batches an epoch, the last of them smaller.
final class Runs {
  static final Dataset DATA = Mnist1d.generate();
  static final Split TRAIN = DATA.train().range(0, 100);
  static final Split TEST = DATA.test().range(0, 60);
  static final int BATCH = 32;

  private Runs() {}

  static Engine engine(Optimiser optimiser, int threads) {
    return Engine.of(Devices.best(Precision.FLOAT), net(8), new Rule.PredictiveCoding(4, 0.1), optimiser, threads);
  }

  /// Backpropagation in double precision with one unit in each of two hidden layers.
  static Engine tiny(double rate) {
    return Engine.of(new ReferenceDevice(), net(1), new Rule.Backpropagation(), new Optimiser.Sgd(rate), 1);
  }

  static DeepNet net(int width) {
    return DeepNet
        .activatedBefore(new Parameterisation.StandardGaussian().draw(RandomStream.of(1), DATA.features(), width,
            width, DATA.classes()), StandardActivation.TANH);
  }

  static TrainingPlan plan(Span length) {
    return TrainingPlan.of(length, BATCH, 5);
  }

  static Trainer trainer(Engine engine, TrainingPlan plan, Checkpoint checkpoint, Listener... listeners) {
    return new Trainer(engine, TRAIN, TEST, plan, Optional.ofNullable(checkpoint), List.of(listeners));
  }

  /// Keeps what it is told.
  static final class Recorder implements Listener {
    final List<Report> reports = new ArrayList<>();
    final List<String> steps = new ArrayList<>();
    final List<Ending> endings = new ArrayList<>();

    @Override
    public void onStep(long step, double energy) {
      steps.add(step + " " + energy);
    }

    @Override
    public void onEvaluation(Report report) {
      reports.add(report);
    }

    @Override
    public void onEnd(Ending ending) {
      endings.add(ending);
    }
  }
}
