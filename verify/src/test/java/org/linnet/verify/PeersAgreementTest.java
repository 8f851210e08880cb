package org.linnet.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Precision;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Optimiser;
import org.linnet.core.engine.Rule;
import org.linnet.core.engine.Training;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.theory.equilibrium.EquilibratedEnergy;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The table of agreement with the peers: one small network, batch and set of activities in sixteen configurations.
///
/// **Oracle**: the numbers of `peers-agreement.json`, from an independent implementation in numpy that JPC agrees with to
/// 1.3e-15 where it implements a case correctly.
///
/// **If wrong**: a convention (order, 1/2, 1/B, place of the activation) differs from what the field means by it, and no
/// number of ours can be compared with a peer's.
///
/// Every number in the table is of order 1 and a sum of some dozen products, so that 1e-12 leaves room for rounding alone;
/// the equilibria also multiply it by the condition number of the activity Hessian, at most 57 here.
class PeersAgreementTest {
  private static final double TOLERANCE = 1e-12;
  private static final JsonNode TABLE = table();
  private static final JsonNode INPUTS = TABLE.get("inputs");

  /// What a configuration holds: all of them, those with squared error, and the linear ones among these.
  private static final Set<String> SETTINGS = Set.of("act", "param", "skips", "gamma", "lambda", "loss");
  private static final Set<String> OF_ALL = Set.of("scalings", "ffwd_output", "layer_energies_out_2_to_L1_1",
      "activity_grads", "param_grads");
  private static final Set<String> OF_SQUARED_ERROR = Set.of("bp_loss", "bp_grads");
  private static final Set<String> OF_LINEAR = Set.of("hessian", "hessian_eigs", "S", "equilib_energy", "solution",
      "equilib_grads");

  /// One configuration of the table.
  record Case(JsonNode node) {
    DeepNet net() {
      DMatrixRMaj[] W = matrices(INPUTS.get("W"));
      double[] precisions = new double[W.length];
      Arrays.fill(precisions, 1);
      precisions[W.length - 1] = node.get("lambda").asDouble();
      DeepLinearNet plain = DeepLinearNet.of(W).withScalings(row(node.get("scalings"))).withPrecisions(precisions);
      DeepLinearNet net = node.get("skips").asBoolean() ? plain.withHiddenSkips() : plain;
      return DeepNet.activatedBefore(net, linear() ? StandardActivation.LINEAR : StandardActivation.TANH);
    }

    DeepLinearNet linearNet() {
      return net().skeleton();
    }

    int depth() {
      return INPUTS.get("L").asInt();
    }

    DMatrixRMaj x() {
      return samples(INPUTS.get("x"));
    }

    DMatrixRMaj y() {
      return samples(INPUTS.get(squaredError() ? "y" : "onehot"));
    }

    /// The energy at the table's activities.
    PcEnergy energy() {
      Activities z = Activities.zero(linearNet(), x().numCols);
      for (int l = 1; l < depth(); l++) {
        z.layer(l).setTo(samples(INPUTS.get("z").get(l - 1)));
      }
      return PcEnergy.of(net(), loss(), x(), y()).evaluate(z);
    }

    Loss loss() {
      return squaredError() ? Loss.SQUARED_ERROR : Loss.CROSS_ENTROPY;
    }

    boolean squaredError() {
      return is("loss", "mse");
    }

    boolean linear() {
      return is("act", "linear");
    }

    boolean is(String key, String value) {
      return node.get(key).asString().equals(value);
    }

    JsonNode expected(String key) {
      return node.get(key);
    }

    @Override
    public String toString() {
      return node.get("act").asString() + ", " + node.get("param").asString()
          + (node.get("skips").asBoolean() ? ", skips, " : ", no skips, ") + node.get("loss").asString();
    }
  }

  static Stream<Case> all() {
    return TABLE.get("configs").valueStream().map(Case::new);
  }

  static Stream<Case> squaredError() {
    return all().filter(Case::squaredError);
  }

  static Stream<Case> linearSquaredError() {
    return squaredError().filter(Case::linear);
  }

  @Test
  void nothing_in_the_table_is_left_out() {
    assertEquals(Set.of("about", "inputs", "configs"), Set.copyOf(TABLE.propertyNames()));
    assertEquals(16, all().map(Case::toString).distinct().count());
    assertEquals(8, squaredError().count());
    assertEquals(4, linearSquaredError().count());
    all().forEach(c -> {
      Set<String> keys = new HashSet<>(SETTINGS);
      keys.addAll(OF_ALL);
      keys.addAll(c.squaredError() ? OF_SQUARED_ERROR : Set.of());
      keys.addAll(c.squaredError() && c.linear() ? OF_LINEAR : Set.of());
      assertEquals(new TreeSet<>(keys), new TreeSet<>(c.node().propertyNames()), c.toString());
      assertTrue(c.squaredError() || c.is("loss", "ce"), c.toString());
      assertTrue(c.linear() || c.is("act", "tanh"), c.toString());
      assertTrue(c.expected("gamma").isNull(), "no gamma_0 in the table's scalings");
    });
  }

  /// The standard parameterisation has none; muPC without skips, which Linnet draws with skips only, has those of the
  /// neural tangent parameterisation up to the output, and that of muPC there.
  @ParameterizedTest
  @MethodSource("all")
  void the_parameterisations_scale_the_layers_alike(Case c) {
    int[] widths = c.linearNet().widths();
    boolean skips = c.node().get("skips").asBoolean();
    double[] expected = row(c.expected("scalings"));
    for (int l = 1; l <= c.depth(); l++) {
      Parameterisation ours = c.is("param", "sp")
          ? new Parameterisation.StandardGaussian()
          : skips || l == c.depth() ? new Parameterisation.MuPc() : new Parameterisation.NeuralTangent();
      assertEquals(expected[l - 1], ours.scaling(l, widths), TOLERANCE, "a(" + l + ")");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void the_forward_pass_ends_at_the_same_output(Case c) {
    DMatrixRMaj expected = samples(c.expected("ffwd_output"));
    PcEnergy energy = PcEnergy.of(c.net(), c.x(), c.y());
    assertSame(expected, energy.evaluate(energy.forward()).prediction(), "energy");
    for (Device device : devices()) {
      try (Engine engine = engine(device, c, new Rule.Backpropagation())) {
        assertSame(expected, engine.predict(c.x()), device.name());
      }
    }
  }

  /// The table lists the output first, then layers 2 to H, then layer 1.
  @ParameterizedTest
  @MethodSource("all")
  void each_layer_has_the_same_energy_at_given_activities(Case c) {
    double[] expected = row(c.expected("layer_energies_out_2_to_L1_1"));
    PcEnergy energy = c.energy();
    int L = c.depth();
    assertEquals(expected[0], energy.layerValue(L), TOLERANCE, "output");
    assertEquals(Arrays.stream(expected).sum(), energy.value(), TOLERANCE, "sum");
    for (int l = 2; l < L; l++) {
      assertEquals(expected[l - 1], energy.layerValue(l), TOLERANCE, "layer " + l);
    }
    assertEquals(expected[L - 1], energy.layerValue(1), TOLERANCE, "layer 1");
  }

  /// The table's gradients are those of the batch mean, ours those of each sample.
  @ParameterizedTest
  @MethodSource("all")
  void the_activity_gradients_are_the_same_times_the_number_of_samples(Case c) {
    Activities gradient = Activities.zero(c.linearNet(), c.x().numCols);
    c.energy().activityGradient(gradient);
    for (int l = 1; l < c.depth(); l++) {
      DMatrixRMaj expected = samples(c.expected("activity_grads").get(l - 1));
      CommonOps_DDRM.scale(c.x().numCols, expected);
      assertSame(expected, gradient.layer(l), "z(" + l + ")");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void the_weight_gradients_are_the_same_at_given_activities(Case c) {
    DMatrixRMaj[] expected = matrices(c.expected("param_grads"));
    DMatrixRMaj[] gradient = c.energy().weightGradient();
    for (int l = 1; l <= c.depth(); l++) {
      assertSame(expected[l - 1], gradient[l - 1], "W(" + l + ")");
    }
  }

  @ParameterizedTest
  @MethodSource("squaredError")
  void backpropagation_finds_the_same_loss_and_gradients_on_every_device(Case c) {
    for (Device device : devices()) {
      try (Engine engine = engine(device, c, new Rule.Backpropagation())) {
        assertEquals(c.expected("bp_loss").asDouble(), engine.gradients(c.x(), c.y()), TOLERANCE, device.name());
        assertSame(matrices(c.expected("bp_grads")), engine.weightGradients(), device.name());
      }
    }
  }

  /// Column by column, as the energy's activity gradient at a unit vector with zero data; and by factors, which must solve
  /// the table's columns to unit vectors.
  @ParameterizedTest
  @MethodSource("linearSquaredError")
  void the_activity_hessian_is_the_same(Case c) {
    DMatrixRMaj expected = matrix(c.expected("hessian"));
    assertSame(expected, hessian(c), "from gradients");
    DMatrixRMaj[] columns = blocks(c.linearNet(), expected);
    ActivityHessian.of(c.linearNet()).cholesky().solve(columns);
    DMatrixRMaj identity = CommonOps_DDRM.identity(expected.numRows);
    assertSame(blocks(c.linearNet(), identity), columns, "by Cholesky");
  }

  @ParameterizedTest
  @MethodSource("linearSquaredError")
  void the_eigenvalues_of_the_activity_hessian_are_the_same_and_within_our_bounds(Case c) {
    double[] expected = row(c.expected("hessian_eigs"));
    EigenDecomposition_F64<DMatrixRMaj> ours = DecompositionFactory_DDRM.eig(expected.length, false, true);
    assertTrue(ours.decompose(hessian(c)));
    double[] eigenvalues = IntStream.range(0, expected.length).mapToDouble(k -> ours.getEigenvalue(k).real).sorted()
        .toArray();
    assertArrayEquals(expected, eigenvalues, TOLERANCE);
    ActivityHessian.Bounds bounds = ActivityHessian.of(c.linearNet()).eigenvalueBounds();
    double smallest = expected[0];
    double largest = expected[expected.length - 1];
    assertTrue(bounds.lower() <= smallest && bounds.lower() > 0.9 * smallest, bounds + " and " + smallest);
    assertTrue(bounds.upper() >= largest && bounds.upper() < 1.1 * largest, bounds + " and " + largest);
  }

  @ParameterizedTest
  @MethodSource("linearSquaredError")
  void the_rescaling_is_the_same(Case c) {
    assertSame(matrix(c.expected("S")), EquilibratedEnergy.rescaling(c.linearNet()), "S");
  }

  @ParameterizedTest
  @MethodSource("linearSquaredError")
  void the_equilibrated_energy_and_its_gradients_are_the_same(Case c) {
    assertEquals(c.expected("equilib_energy").asDouble(), EquilibratedEnergy.energy(c.linearNet(), c.x(), c.y()),
        TOLERANCE);
    assertSame(matrices(c.expected("equilib_grads")), EquilibratedEnergy.gradient(c.linearNet(), c.x(), c.y()), "F*");
  }

  @ParameterizedTest
  @MethodSource("linearSquaredError")
  void the_activities_at_equilibrium_are_the_same(Case c) {
    Activities ours = ExactInference.of(c.linearNet()).equilibrium(c.x(), c.y());
    for (int l = 1; l < c.depth(); l++) {
      assertSame(samples(c.expected("solution").get(l - 1)), ours.layer(l), "z(" + l + ")");
    }
  }

  /// The table has no gradients after a few steps, but those after infinitely many: at a condition number of 57, descent
  /// divides the distance by 1.035 a step, so that two thousand steps leave nothing.
  @ParameterizedTest
  @MethodSource("linearSquaredError")
  void long_inference_ends_at_the_equilibrated_energy_and_its_gradients_on_every_device(Case c) {
    double stepSize = ActivityHessian.of(c.linearNet()).eigenvalueBounds().bestStepSize();
    for (Device device : devices()) {
      try (Engine engine = engine(device, c, new Rule.PredictiveCoding(2000, stepSize))) {
        assertEquals(c.expected("equilib_energy").asDouble(), engine.gradients(c.x(), c.y()), TOLERANCE, device.name());
        assertSame(matrices(c.expected("equilib_grads")), engine.weightGradients(), device.name());
      }
    }
  }

  /// The table has no trajectory: three steps by the energy whose gradients the table has confirmed.
  @ParameterizedTest
  @MethodSource("all")
  void the_engine_descends_the_same_energy_from_the_forward_pass(Case c) {
    PcEnergy energy = PcEnergy.of(c.net(), c.loss(), c.x(), c.y());
    Activities z = energy.forward();
    Activities gradient = z.copy();
    for (int t = 0; t < 3; t++) {
      energy.evaluate(z).activityGradient(gradient);
      z.add(-0.1, gradient);
    }
    DMatrixRMaj[] expected = energy.evaluate(z).weightGradient();
    for (Device device : devices()) {
      Training training = new Training(new Rule.PredictiveCoding(3, 0.1), new Optimiser.Sgd(1))
          .withObjective(Objective.clamped(c.loss()));
      try (Engine engine = Engine.of(device, c.net(), training, 2)) {
        assertEquals(energy.value(), engine.gradients(c.x(), c.y()), TOLERANCE, device.name());
        assertSame(expected, engine.weightGradients(), device.name());
      }
    }
  }

  private static List<Device> devices() {
    return Devices.usable().stream().filter(device -> device.precision() == Precision.DOUBLE).toList();
  }

  private static Engine engine(Device device, Case c, Rule rule) {
    return Engine.of(device, c.net(), rule, new Optimiser.Sgd(1), 2);
  }

  /// The dense Hessian: sample `k` holds the `k`th unit vector.
  private static DMatrixRMaj hessian(Case c) {
    DeepLinearNet net = c.linearNet();
    int n = IntStream.range(1, net.depth()).map(net::width).sum();
    Activities z = Activities.zero(net, n);
    DMatrixRMaj[] identity = blocks(net, CommonOps_DDRM.identity(n));
    for (int l = 1; l < net.depth(); l++) {
      z.layer(l).setTo(identity[l - 1]);
    }
    Activities gradient = z.copy();
    PcEnergy.of(net, new DMatrixRMaj(net.width(0), n), new DMatrixRMaj(net.width(net.depth()), n)).evaluate(z)
        .activityGradient(gradient);
    DMatrixRMaj hessian = new DMatrixRMaj(n, n);
    int from = 0;
    for (int l = 1; l < net.depth(); l++) {
      CommonOps_DDRM.insert(gradient.layer(l), hessian, from, 0);
      from += net.width(l);
    }
    return hessian;
  }

  /// The rows of `M` that belong to each hidden layer.
  private static DMatrixRMaj[] blocks(DeepLinearNet net, DMatrixRMaj M) {
    DMatrixRMaj[] blocks = new DMatrixRMaj[net.hiddenLayers()];
    int from = 0;
    for (int l = 1; l <= blocks.length; l++) {
      blocks[l - 1] = CommonOps_DDRM.extract(M, from, from + net.width(l), 0, M.numCols);
      from += net.width(l);
    }
    return blocks;
  }

  private static void assertSame(DMatrixRMaj[] expected, DMatrixRMaj[] ours, String what) {
    assertEquals(expected.length, ours.length);
    for (int l = 1; l <= ours.length; l++) {
      assertSame(expected[l - 1], ours[l - 1], what + ", layer " + l);
    }
  }

  private static void assertSame(DMatrixRMaj expected, DMatrixRMaj ours, String what) {
    assertEquals(expected.numRows, ours.numRows, what);
    assertEquals(expected.numCols, ours.numCols, what);
    assertArrayEquals(expected.data, ours.data, TOLERANCE, what);
  }

  /// The table keeps one sample in a row, we in a column.
  private static DMatrixRMaj samples(JsonNode rows) {
    return CommonOps_DDRM.transpose(matrix(rows), null);
  }

  private static DMatrixRMaj[] matrices(JsonNode each) {
    return each.valueStream().map(PeersAgreementTest::matrix).toArray(DMatrixRMaj[]::new);
  }

  private static DMatrixRMaj matrix(JsonNode rows) {
    return new DMatrixRMaj(rows.valueStream().map(PeersAgreementTest::row).toArray(double[][]::new));
  }

  private static double[] row(JsonNode numbers) {
    return numbers.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  private static JsonNode table() {
    try (InputStream in = PeersAgreementTest.class.getResourceAsStream("peers-agreement.json")) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }
}
