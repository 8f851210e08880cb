package org.linnet.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/// **Oracle**: sequences of evaluations, judged by hand.
///
/// **If wrong**: a run ends too early, or never.
class EarlyStopTest {
  private static EarlyStop.Best best(double... losses) {
    EarlyStop.Best best = EarlyStop.Best.NONE;
    for (double loss : losses) {
      best = best.after(new Evaluation(loss, 1 / (1 + loss)));
    }
    return best;
  }

  @Test
  void onlyALowerLossEndsTheWaiting() {
    assertEquals(0, best(3).waited());
    assertEquals(1, best(3, 3).waited());
    assertEquals(2, best(3, 4, 3.5).waited());
    assertEquals(0, best(3, 4, Math.nextDown(3)).waited());
    assertEquals(1, best(3, 4, 2, 2.5).waited());
  }

  @Test
  void thePlanSaysWhy() {
    EarlyStop.Best best = best(3, 1, 4, 1);
    assertEquals(Optional.empty(), new EarlyStop.Never().reason(best));
    assertEquals(Optional.empty(), new EarlyStop.Patience(3).reason(best));
    assertEquals(Optional.of("the loss has not fallen below 1.0 for 2 evaluations"),
        new EarlyStop.Patience(2).reason(best));
    assertEquals(Optional.empty(), new EarlyStop.Accuracy(0.51).reason(best));
    assertEquals(Optional.of("the accuracy has reached 0.5, at least the target 0.5"),
        new EarlyStop.Accuracy(0.5).reason(best(3, 1, 4)));
  }
}
