package org.linnet.core.train;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// Where a run is.
///
/// @param step the steps taken so far
/// @param energy the sum of the samples' energies since the last evaluation
/// @param samples their number
/// @param raised the steps since then whose inference raised the energy
/// @param best the best of the evaluations so far
record Position(long step, double energy, long samples, long raised, EarlyStop.Best best) {
  static final Position START = new Position(0, 0, 0, 0, EarlyStop.Best.NONE);

  Position afterStep(double meanEnergy, int batch, boolean raises) {
    return new Position(step + 1, energy + meanEnergy * batch, samples + batch, raised + (raises ? 1 : 0), best);
  }

  Position afterEvaluation(Evaluation evaluation) {
    return new Position(step, 0, 0, 0, best.after(evaluation));
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(step);
    out.writeDouble(energy);
    out.writeLong(samples);
    out.writeLong(raised);
    out.writeDouble(best.loss());
    out.writeDouble(best.accuracy());
    out.writeInt(best.waited());
  }

  static Position restore(DataInput in) throws IOException {
    return new Position(in.readLong(), in.readDouble(), in.readLong(), in.readLong(),
        new EarlyStop.Best(in.readDouble(), in.readDouble(), in.readInt()));
  }
}
