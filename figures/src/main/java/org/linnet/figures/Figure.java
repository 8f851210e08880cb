package org.linnet.figures;

import java.io.IOException;
import java.util.List;
import org.linnet.figures.plot.Picture;

/// A figure of a paper, drawn from runs of Linnet: a pure computation, a drawing of its data, and assertions on the data
/// that state the pattern the paper reports.
///
/// @param <S> the settings of the computation: a record whose components are written to the provenance
/// @param <D> the computed data, immutable
public interface Figure<S extends Record, D> {
  /// The id in the catalogue and the ledger, such as `INN-4.1`.
  String id();

  /// Where the paper shows it.
  Source source();

  /// A line that says what is to be seen.
  String title();

  /// Settings that take seconds to at most a minute on two cores.
  S quick();

  /// The settings of the paper, as far as it states them.
  S paper();

  /// What the paper leaves open or cannot be had here, and what was chosen: one sentence each.
  List<String> choices();

  /// The data, a function of the settings, the context's seed and its data sets alone.
  D compute(S setup, Context context) throws IOException;

  /// The picture of the data.
  Picture draw(D data);

  /// The caption, with the measured numbers that it speaks of.
  String caption(D data);

  /// The data as one tidy table.
  Table table(D data);

  /// The pattern that the paper reports, as checks of the data.
  List<Assertion> assertions(D data);

  /// Which data sets went into the data, and where they came from: one sentence each.
  List<String> dataSets(D data);

  /// Settings by name.
  default S settings(Setup setup) {
    return switch (setup) {
      case QUICK -> quick();
      case PAPER -> paper();
    };
  }
}
