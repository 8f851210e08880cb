package org.linnet.figures.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.rmt.dyson.LimitSpectrum;
import org.linnet.rmt.spectrum.SpectrumSample;

/// **Oracle**: names and summaries worked out by hand; the trace of a dense Hessian; edges `3 ∓ 2 sqrt 2` of two hidden layers
/// without a readout.
///
/// **If wrong**: `linnet spectrum` and the spectra in the figures.
class StudyTest {
  @Test
  void familiesAreFoundByTheirNames() {
    assertEquals(Optional.of(Family.SP_SKIPS), Family.named("sp-skips"));
    assertEquals(Optional.of(Family.MUPC), Family.named("muPC"));
    assertEquals(Optional.empty(), Family.named("sp_skips"));
    for (Family family : Family.values()) {
      assertEquals(Optional.of(family), Family.named(family.toString()));
    }
    assertEquals(8, Arrays.stream(Family.values()).map(Family::title).distinct().count());
  }

  @Test
  void aFamilyDrawsItsSizesAndSkips() {
    DeepLinearNet net = Family.SP_SKIPS.draw(RandomStream.of(1), 3, 5, 2);
    assertEquals(List.of(1, 5, 5, 5, 2), Arrays.stream(net.widths()).boxed().toList());
    assertEquals(List.of(0.0, 1.0, 1.0, 0.0), List.of(net.skip(1), net.skip(2), net.skip(3), net.skip(4)));
    assertEquals(0, Family.SP.draw(RandomStream.of(1), 3, 5, 2).skip(2));
    assertEquals(1, Family.MUPC.draw(RandomStream.of(1), 3, 5, 2).skip(2));
  }

  @Test
  void theSummaryIsMeanAndSampleDeviation() {
    LimitSpectrum limit = Study.of(Family.SP, 2, 8, 8).limit();
    Study study = new Study(Family.SP, 2, 8, 8, limit,
        List.of(new Study.Draw(1, 4, Optional.empty()), new Study.Draw(2, 6, Optional.empty()),
            new Study.Draw(3, 11, Optional.empty())));
    assertEquals(new Study.Summary(7, Math.sqrt(13)), study.over(Study.Draw::largest));
    assertEquals(11.0 / 3, study.draws().getLast().condition());
    assertTrue(Double.isNaN(new Study(Family.SP, 2, 8, 8, limit, study.draws().subList(0, 1))
        .over(Study.Draw::smallest).deviation()));
    assertEquals(Optional.empty(), study.pooled());
    assertEquals("no network was sampled", assertThrows(IllegalStateException.class,
        () -> Study.of(Family.SP, 2, 8, 8).over(Study.Draw::smallest)).getMessage());
  }

  @Test
  void aDrawIsTheSpectrumOfTheFamilysNetwork() {
    Study study = Study.of(Family.MUPC, 3, 6, 2).withDraw(5, 0).withDraw(5, 1);
    SpectrumSample pooled = study.pooled().orElseThrow();
    assertEquals(2 * study.size(), pooled.size());
    double trace = 0;
    for (int k = 0; k < 2; k++) {
      DeepLinearNet net = Family.MUPC.draw(RandomStream.of(5).split(k), 3, 6, 2);
      for (int l = 1; l <= 3; l++) {
        trace += CommonOps_DDRM.trace(ActivityHessian.of(net).matrix().diagonal(l));
      }
    }
    assertEquals(trace, Arrays.stream(pooled.eigenvalues()).sum(), 1e-12 * trace);
  }

  @Test
  void theTableRunsFromEdgeToEdgeWithBothDistributions() {
    Study study = Study.of(Family.SP, 2, 100_000, 1); // K/N = 1e-5: nearly no readout
    List<List<Object>> rows = study.table(7).rows();
    assertEquals(7, rows.size());
    assertEquals(3 - 2 * Math.sqrt(2), (double) rows.getFirst().getFirst(), 1e-4);
    assertEquals(3 + 2 * Math.sqrt(2), (double) rows.getLast().getFirst(), 1e-4);
    assertTrue(rows.stream().allMatch(row -> Double.isNaN((double) row.get(3))), "nothing was sampled");
    List<List<Object>> sampled = Study.of(Family.SP, 2, 30, 30).withDraw(1, 0).table(20).rows();
    for (List<Object> row : sampled) {
      assertEquals((double) row.get(2), (double) row.get(3), (5 + 0.5) / 60,
          "the two distributions at " + row.getFirst());
    }
  }
}
