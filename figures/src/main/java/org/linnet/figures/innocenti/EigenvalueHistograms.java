package org.linnet.figures.innocenti;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.linnet.figures.Assertion;
import org.linnet.figures.Context;
import org.linnet.figures.Figure;
import org.linnet.figures.Source;
import org.linnet.figures.Table;
import org.linnet.figures.plot.Picture;
import org.linnet.figures.spectrum.HessianPart;
import org.linnet.figures.spectrum.SampledSpectrum;
import org.linnet.figures.spectrum.Scaling;

/// All eigenvalues of the activity Hessian and of its two parts at initialisation, against depth or width, under their exact
/// laws.
public final class EigenvalueHistograms implements Figure<EigenvalueHistograms.Settings, EigenvalueHistograms.Data> {
  /// Which figure.
  public enum Panels {
    /// `D` against the depth.
    DIAGONAL_BY_DEPTH("C.1", HessianPart.DIAGONAL, true),
    /// `D` against the width.
    DIAGONAL_BY_WIDTH("C.2", HessianPart.DIAGONAL, false),
    /// `O` against the depth.
    COUPLING_BY_DEPTH("C.3", HessianPart.COUPLING, true),
    /// `O` against the width.
    COUPLING_BY_WIDTH("C.4", HessianPart.COUPLING, false),
    /// `Hz` against the depth.
    HESSIAN_BY_DEPTH("C.5", HessianPart.WHOLE, true),
    /// `Hz` against the width.
    HESSIAN_BY_WIDTH("C.6", HessianPart.WHOLE, false);

    private final String item;
    private final HessianPart part;
    private final boolean byDepth;

    Panels(String item, HessianPart part, boolean byDepth) {
      this.item = item;
      this.part = part;
      this.byDepth = byDepth;
    }

    HessianPart part() {
      return part;
    }

    /// The title of a column.
    String column(SampledSpectrum spectrum) {
      return byDepth ? "H = " + spectrum.hidden() : "N = " + spectrum.width();
    }
  }

  /// The settings of the sample: every depth with every width, one of which is a single number.
  ///
  /// @param widths `N`
  /// @param hiddenLayers `H`
  /// @param draws networks of each size
  public record Settings(List<Integer> widths, List<Integer> hiddenLayers, int draws) {
    public Settings {
      widths = List.copyOf(widths);
      hiddenLayers = List.copyOf(hiddenLayers);
    }
  }

  /// All spectra, row by row.
  public record Data(Settings settings, List<SampledSpectrum> spectra) {
    public Data {
      spectra = List.copyOf(spectra);
    }

    List<SampledSpectrum> of(Scaling scaling) {
      return spectra.stream().filter(spectrum -> spectrum.scaling() == scaling).toList();
    }
  }

  private final Panels panels;

  public EigenvalueHistograms(Panels panels) {
    this.panels = panels;
  }

  @Override
  public String id() {
    return "INN-" + panels.item;
  }

  @Override
  public Source source() {
    return new Source("innocenti2025thesis", "Figure " + panels.item);
  }

  @Override
  public String title() {
    return "The spectrum of " + panels.part.words() + " against the " + (panels.byDepth ? "depth" : "width");
  }

  @Override
  public Settings quick() {
    return panels.byDepth
        ? new Settings(List.of(64), List.of(2, 4, 8), 4)
        : new Settings(List.of(8, 24, 72), List.of(8), 4);
  }

  @Override
  public Settings paper() {
    return panels.byDepth
        ? new Settings(List.of(128), List.of(2, 8, 32, 128), 3)
        : new Settings(List.of(8, 32, 128), List.of(128), 3);
  }

  @Override
  public List<String> choices() {
    return List.of(
        "The depths and widths of the panels are not stated, nor the number of outputs: as many as hidden units, so that the last"
            + " block has the law of the others.",
        "Beside the two normalised pairs (a, b), whose spectra are the same, PyTorch's uniform weights of variance 1/(3N).",
        "Beyond 5000 activities the histogram is by stochastic Lanczos quadrature.");
  }

  @Override
  public Data compute(Settings settings, Context context) {
    record Task(Scaling scaling, int hidden, int width) {}
    List<Task> tasks = new ArrayList<>();
    for (Scaling scaling : Scaling.values()) {
      settings.hiddenLayers().forEach(H -> settings.widths().forEach(N -> tasks.add(new Task(scaling, H, N))));
    }
    List<Task> largestFirst = tasks.stream()
        .sorted(Comparator.comparingInt(task -> -task.hidden() * task.width())).toList();
    List<SampledSpectrum> done = context.map(largestFirst,
        (task, own) -> SampledSpectrum.of(panels.part, task.scaling(),
            task.hidden(), task.width(), settings.draws(), own.random()));
    return new Data(settings, tasks.stream().map(task -> done.get(largestFirst.indexOf(task))).toList());
  }

  @Override
  public Picture draw(Data data) {
    return EigenvalueHistogramsPicture.of(panels, data);
  }

  @Override
  public String caption(Data data) {
    String law = switch (panels.part) {
      case DIAGONAL -> "the Marchenko-Pastur law, shifted by one; it ends at 1 and, for normalised weights, at 5";
      case COUPLING ->
        "the exact law of the chain of blocks. The semicircle that the thesis takes for it (dashed) is right for"
            + " two hidden layers alone; the true support grows towards ± 2√2";
      case WHOLE ->
        "the exact law. Its upper edge tends to 27/4 with the depth, short of the thesis' bound 7, and its lower one to"
            + " 0 for normalised weights";
    };
    return String.format(Locale.ROOT,
        "All eigenvalues of %s of random linear networks with H hidden layers of N units and N"
            + " outputs, in %d draws of each size (bars), and in the limit of wide layers (lines): %s. The distribution functions"
            + " differ by at most %.2g.",
        panels.part.words(), data.settings().draws(), law,
        data.spectra().stream().mapToDouble(SampledSpectrum::distance).reduce(0, Math::max));
  }

  @Override
  public Table table(Data data) {
    List<List<Object>> rows = new ArrayList<>();
    for (SampledSpectrum spectrum : data.spectra()) {
      for (int bin = 0; bin < spectrum.bins(); bin++) {
        rows.add(List.of(spectrum.scaling().words(), spectrum.hidden(), spectrum.width(), spectrum.edge(bin),
            spectrum.edge(bin + 1), spectrum.height(bin), spectrum.sampled().get(bin + 1),
            spectrum.exact().get(bin + 1)));
      }
    }
    return new Table(List.of("scaling", "hidden_layers", "width", "from", "to", "sampled_density",
        "sampled_distribution_at_to", "exact_distribution_at_to"), rows);
  }

  @Override
  public List<Assertion> assertions(Data data) {
    return EigenvalueHistogramsClaims.of(panels, data);
  }

  @Override
  public List<String> dataSets(Data data) {
    return List.of();
  }
}
