package org.linnet.core.cli;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.linnet.core.train.EarlyStop;
import org.linnet.core.train.Metric;
import org.linnet.core.train.Span;
import org.linnet.core.train.TrainingPlan;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// How long to train, on which batches, and what to measure.
final class TrainingOptions {
  static final String HEADING = "%nTraining:%n";

  private static final int EPOCHS = 5;

  @Option(names = "--epochs", paramLabel = "E", description = "Passes over the training set (default: " + EPOCHS + ").")
  private Integer epochs;

  @Option(names = "--steps-total", paramLabel = "S", description = "Steps of the weights, instead of --epochs.")
  private Long steps;

  @Option(names = "--batch", paramLabel = "B", description = "Samples per step.")
  private int batch = 64;

  @Option(names = "--seed", paramLabel = "SEED", description = "Seed of the weights and of the order of samples.")
  private long seed = 1;

  @Option(names = "--eval-every", paramLabel = "SPAN", converter = ToSpan.class, description = "Evaluate this often: 2 (epochs), 2epochs or 500steps of training.")
  private Span evaluation = new Span.Epochs(1);

  @Option(names = "--metrics", paramLabel = "NAME", split = ",", showDefaultValue = Visibility.NEVER, description = "Measure also: ${COMPLETION-CANDIDATES} (energy, gradient and activity norms per layer, cosine to backpropagation, condition of a linear network's activity Hessian).")
  private Set<Metric> metrics = EnumSet.noneOf(Metric.class);

  @Option(names = "--early-stop", paramLabel = "RULE", converter = ToEarlyStop.class, description = "patience=N stops when the loss has not fallen for N evaluations, accuracy=A when this share is right.")
  private EarlyStop earlyStop = new EarlyStop.Never();

  TrainingPlan plan() {
    Checks.requireAtLeast("--epochs", epochs == null ? 1 : epochs, 1);
    Checks.requireAtLeast("--steps-total", steps == null ? 1 : steps, 1);
    Checks.requireAtLeast("--batch", batch, 1);
    if (epochs != null && steps != null) {
      throw new IllegalArgumentException("--epochs and --steps-total exclude each other: give one of them");
    }
    Span length = steps == null ? new Span.Epochs(epochs == null ? EPOCHS : epochs) : new Span.Steps(steps);
    return new TrainingPlan(length, batch, seed, evaluation, earlyStop, metrics);
  }

  /// `2`, `2epochs` or `500steps`.
  static final class ToSpan implements ITypeConverter<Span> {
    private static final Pattern SPAN = Pattern.compile("([1-9]\\d{0,8})(|epochs?|steps?)");

    @Override
    public Span convert(String text) {
      Matcher span = SPAN.matcher(text);
      if (!span.matches()) {
        throw new TypeConversionException("'" + text + "' is not a span such as 2epochs or 500steps");
      }
      int count = Integer.parseInt(span.group(1));
      return span.group(2).startsWith("s") ? new Span.Steps(count) : new Span.Epochs(count);
    }
  }

  /// `patience=5` or `accuracy=0.95`.
  static final class ToEarlyStop implements ITypeConverter<EarlyStop> {
    @Override
    public EarlyStop convert(String text) {
      try {
        if (text.startsWith("patience=")) {
          return new EarlyStop.Patience(Integer.parseInt(text.substring("patience=".length())));
        }
        if (text.startsWith("accuracy=")) {
          return new EarlyStop.Accuracy(Double.parseDouble(text.substring("accuracy=".length())));
        }
      } catch (NumberFormatException notANumber) {
        throw new TypeConversionException("'" + text + "' does not end with a number");
      } catch (IllegalArgumentException wrong) {
        throw new TypeConversionException(wrong.getMessage());
      }
      throw new TypeConversionException("'" + text + "' is neither patience=N nor accuracy=A");
    }
  }
}
