package org.linnet.verify.claims;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import org.hipparchus.dfp.Dfp;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Inferred;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Outcome.Converged;
import org.linnet.core.inference.Stopping;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;
import org.linnet.theory.equilibrium.EquilibratedEnergy;
import org.linnet.verify.Claim;
import org.linnet.verify.Outcome;
import org.linnet.verify.oracle.ClampedNet;
import org.linnet.verify.oracle.EnergyForm;
import org.linnet.verify.oracle.EnergyForm.Lost;
import org.linnet.verify.oracle.EnergyForm.Silent;
import org.linnet.verify.oracle.EnergyForm.Value;
import org.linnet.verify.oracle.RandomNets;
import org.linnet.verify.oracle.RunningNetwork;
import org.linnet.verify.oracle.SmallNets;

/// INN-4.5: at the inference equilibrium, the energy of a deep linear network is a rescaled MSE loss.
///
/// **Oracle**: the energy minimised over the activities in high precision ([org.linnet.verify.oracle.Equilibrium]).
/// **If wrong**: the gradient, the Hessians and the saddles of the equilibrated energy fall with it.
public final class EquilibratedEnergyIsRescaledMse implements Claim<ClampedNet, EnergyForm> {
  private static final EnergyForm PRINTED = formula(f -> f.half(f.inverted(f.rescaling(2, f.L))));
  private static final double DESCENDED = 1e-6;

  @Override
  public String id() {
    return "INN-4.5";
  }

  @Override
  public ClampedNet random(RandomStream random) {
    return RandomNets.any(random);
  }

  @Override
  public Arbitrary<ClampedNet> small() {
    return SmallNets.any();
  }

  @Override
  public String text(ClampedNet instance) {
    return instance.toString();
  }

  @Override
  public Outcome judge(EnergyForm form, ClampedNet instance) {
    return form.judge(instance);
  }

  @Override
  public EnergyForm printed() {
    return PRINTED;
  }

  @Override
  public Map<String, EnergyForm> realisations() {
    Map<String, EnergyForm> all = new LinkedHashMap<>();
    all.put("closed form in double precision", EquilibratedEnergyIsRescaledMse::closedForm);
    all.put("running network, exact inference", RunningNetwork::exactInference);
    all.put("running network, gradient descent", RunningNetwork::gradientDescent);
    return all;
  }

  @Override
  public List<Limit<ClampedNet, EnergyForm>> limits() {
    return List.of(
        new Limit<>("depth 1: the MSE loss", r -> RandomNets.ofDepth(r, 1),
            Optional.of(formula(f -> f.half(f.squared())))),
        new Limit<>("width 1: scalars", RandomNets::chain, Optional.of(formula(RescaledMse::scalar))),
        new Limit<>("zero target", RandomNets::withoutTarget, Optional.empty()),
        new Limit<>("zero weights: half the mean squared target", RandomNets::withoutWeights,
            Optional.of(formula(f -> f.half(f.decimal.inner(f.y, f.y))))));
  }

  @Override
  public List<Extension<ClampedNet>> extensions() {
    return List.of(new Extension<>("scalings, skips and precisions", RandomNets::generalised));
  }

  @Override
  public Map<String, EnergyForm> mutants() {
    Map<String, EnergyForm> all = new LinkedHashMap<>();
    all.put("sum-from-1", formula(f -> f.half(f.inverted(f.rescaling(1, f.L)))));
    all.put("sum-to-L-minus-1", formula(f -> f.half(f.inverted(f.rescaling(2, f.L - 1)))));
    all.put("no-identity", formula(f -> f.half(f.inverted(f.sum(2, f.L)))));
    all.put("no-half", formula(f -> f.half(f.inverted(f.rescaling(2, f.L))).multiply(2)));
    all.put("no-mean", formula(f -> f.half(f.inverted(f.rescaling(2, f.L))).multiply(f.B)));
    all.put("not-inverted", formula(f -> f.half(f.weighted(f.rescaling(2, f.L)))));
    all.put("transposed", whereSquare(f -> f.half(f.inverted(f.transposedRescaling()))));
    all.put("no-products", whereSquare(f -> f.half(f.inverted(f.singleLayerRescaling()))));
    return all;
  }

  @Override
  public Map<String, Dropped<?>> dropped() {
    Map<String, Dropped<?>> all = new LinkedHashMap<>();
    all.put("equilibrium", dropped(SmallNets.any(), EquilibratedEnergyIsRescaledMse::atForwardPass));
    all.put("linear", dropped(SmallNets.square(1), EquilibratedEnergyIsRescaledMse::withTanh));
    all.put("unit-precisions", dropped(SmallNets.withPrecisions(), PRINTED::judge));
    all.put("no-skips", dropped(SmallNets.withHiddenSkips(), PRINTED::judge));
    all.put("unit-scalings", dropped(SmallNets.withScalings(), PRINTED::judge));
    return all;
  }

  private static EnergyForm.Reading closedForm(ClampedNet c) {
    double bound = EquilibratedEnergy.errorBound(c.net(), c.x(), c.y());
    return Double.isFinite(bound)
        ? new Value(c.equilibrium().decimal().number(EquilibratedEnergy.energy(c.net(), c.x(), c.y())), bound)
        : new Lost("rounding may exceed 1 % of the energy");
  }

  /// The energy before any inference: the MSE loss.
  private static Outcome atForwardPass(ClampedNet c) {
    PcEnergy energy = PcEnergy.of(c.net(), c.x(), c.y());
    return against(c, energy.evaluate(energy.forward()).value());
  }

  /// The energy at an equilibrium of the network with `tanh` in its hidden layers.
  private static Outcome withTanh(ClampedNet c) {
    Inferred ended = Engine.infer(new ReferenceDevice(), DeepNet.activatedAfter(c.net(), StandardActivation.TANH),
        new Inference.Descent(20_000, 0.02).withStopping(new Stopping.GradientNorm(1e-8)), c.x(), c.y());
    return ended.outcome() instanceof Converged
        ? against(c, ended.energy())
        : new Outcome.Unresolved("no equilibrium was found");
  }

  private static Outcome against(ClampedNet c, double truth) {
    return PRINTED.judge(c, c.equilibrium().decimal().number(truth), DESCENDED * Math.abs(truth));
  }

  private static Dropped<ClampedNet> dropped(Arbitrary<ClampedNet> small, Judge<ClampedNet> judge) {
    return new Dropped<>(small, judge, ClampedNet::toString);
  }

  private static EnergyForm formula(Function<RescaledMse, Dfp> says) {
    return EnergyForm.exact(instance -> says.apply(new RescaledMse(instance)));
  }

  private static EnergyForm whereSquare(Function<RescaledMse, Dfp> says) {
    return instance -> new RescaledMse(instance).square()
        ? formula(says).of(instance)
        : new Silent("its shapes do not fit");
  }
}
