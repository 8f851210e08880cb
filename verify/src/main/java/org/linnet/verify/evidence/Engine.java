package org.linnet.verify.evidence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import org.linnet.core.cli.Progress;
import org.linnet.core.random.RandomStream;
import org.linnet.verify.Claim;
import org.linnet.verify.Outcome;
import org.linnet.verify.registry.Entry;

/// Gathers the evidence for claims.
///
/// Every trial is a function of the claim's id, the family's name, the seed and the trial's number ([#instance]), so that
/// neither the number of threads nor the other trials matter.
public final class Engine {
  /// The name of the printed form.
  public static final String PRINTED = "as printed";
  /// The name of the corrected form.
  public static final String CORRECTED = "as corrected";
  /// The name of what a statement comes to in a limit.
  public static final String SIMPLIFIED = "what it comes to here";
  /// The name of the family of all instances.
  public static final String ALL = "all";

  private final Settings settings;

  public Engine(Settings settings) {
    this.settings = settings;
  }

  /// The units of [Progress] that gathering the evidence for `claim` takes.
  public <I, F> int effort(Claim<I, F> claim) {
    return plans(claim).stream().mapToInt(Plan::trials).sum();
  }

  /// Confronts the claim with its trials, mutants and broken assumptions.
  public <I, F> Evidence gather(Entry entry, Claim<I, F> claim, Progress progress) {
    long start = System.nanoTime();
    List<Family> families = new ArrayList<>();
    try (Trials trials = new Trials(settings.threads())) {
      plans(claim).forEach(plan -> families.add(family(claim, plan, trials, progress)));
    }
    List<Refutation> mutants = new ArrayList<>();
    claim.mutants().forEach((name, mutant) -> mutants.add(new Refutation(name, refutation(claim, mutant))));
    List<Refutation> dropped = new ArrayList<>();
    claim.dropped().forEach((name, broken) -> dropped.add(new Refutation(name, refutation(broken))));
    return new Evidence(entry, families, counterexample(claim, families), broken(claim, families), mutants, dropped,
        settings.seed(),
        (System.nanoTime() - start) * 1e-9);
  }

  /// The evidence for a claim that nothing can decide here.
  public Evidence open(Entry entry) {
    return new Evidence(entry, List.of(), Optional.empty(), List.of(), List.of(), List.of(), settings.seed(),
        0);
  }

  /// The instance of one trial.
  public <I> I instance(Claim<I, ?> claim, String family, Claim.Sampler<I> sampler, int trial) {
    return sampler.draw(RandomStream.of(settings.seed()).split((claim.id() + "/" + family).hashCode()).split(trial));
  }

  /// What to confront one family of instances with.
  private record Plan<I, F>(String name, Claim.Sampler<I> sampler, int trials, Map<String, F> forms) {}

  private <I, F> List<Plan<I, F>> plans(Claim<I, F> claim) {
    List<Plan<I, F>> plans = new ArrayList<>();
    Map<String, F> statement = new LinkedHashMap<>();
    statement.put(PRINTED, claim.printed());
    claim.corrected().ifPresent(form -> statement.put(CORRECTED, form));
    Map<String, F> everything = new LinkedHashMap<>(statement);
    everything.putAll(claim.realisations());
    plans.add(new Plan<>(ALL, claim::random, settings.trials(), everything));
    for (Claim.Limit<I, F> limit : claim.limits()) {
      Map<String, F> forms = new LinkedHashMap<>(statement);
      limit.simplified().ifPresent(form -> forms.put(SIMPLIFIED, form));
      forms.putAll(claim.realisations());
      plans.add(new Plan<>(limit.name(), limit.sampler(), settings.specialTrials(), forms));
    }
    for (Claim.Extension<I> beyond : claim.extensions()) {
      plans.add(new Plan<>(beyond.name(), beyond.sampler(), settings.specialTrials(), claim.realisations()));
    }
    return plans;
  }

  private <I, F> Family family(Claim<I, F> claim, Plan<I, F> plan, Trials trials, Progress progress) {
    List<List<Outcome>> outcomes = trials.run(plan.trials(), trial -> {
      I instance = instance(claim, plan.name(), plan.sampler(), trial);
      List<Outcome> each = plan.forms().values().stream().map(form -> claim.judge(form, instance)).toList();
      progress.step();
      return each;
    });
    Map<String, Tally> tallies = new LinkedHashMap<>();
    for (String form : plan.forms().keySet()) {
      int column = tallies.size();
      tallies.put(form, Tally.of(form, outcomes.stream().map(row -> row.get(column)).toList()));
    }
    return new Family(plan.name(), Optional.ofNullable(tallies.remove(PRINTED)),
        Optional.ofNullable(tallies.remove(CORRECTED)), List.copyOf(tallies.values()));
  }

  private <I, F> Optional<String> counterexample(Claim<I, F> claim, List<Family> families) {
    boolean refuted = families.stream().flatMap(family -> family.printed().stream()).anyMatch(t -> t.refuted() > 0);
    return refuted ? refutation(claim, claim.printed()) : Optional.empty();
  }

  private <I, F> List<Refutation> broken(Claim<I, F> claim, List<Family> families) {
    List<Refutation> broken = new ArrayList<>();
    families.stream().flatMap(family -> family.others().stream()).filter(tally -> tally.refuted() > 0)
        .map(Tally::form).distinct()
        .forEach(form -> broken.add(new Refutation(form, Optional.ofNullable(claim.realisations().get(form))
            .flatMap(realisation -> refutation(claim, realisation)))));
    return broken;
  }

  /// The smallest instance that refutes `form`, or else the first among the first trials.
  private <I, F> Optional<String> refutation(Claim<I, F> claim, F form) {
    return smallest(claim.small(), instance -> claim.judge(form, instance), claim::text).or(() -> {
      for (int trial = 0; trial < settings.specialTrials(); trial++) {
        I instance = instance(claim, ALL, claim::random, trial);
        if (claim.judge(form, instance) instanceof Outcome.Compared compared && compared.refutes()) {
          return Optional.of("trial " + trial + ": " + compared.reading());
        }
      }
      return Optional.empty();
    });
  }

  private <J> Optional<String> refutation(Claim.Dropped<J> broken) {
    return smallest(broken.small(), broken.judge(), broken.text());
  }

  private <J> Optional<String> smallest(Arbitrary<J> small, Claim.Judge<J> judge, Claim.Text<J> text) {
    return SmallestCounterexample.find(small, instance -> judge.judge(instance).refutes(), text, settings.seed())
        .map(instance -> text.of(instance) + ": " + ((Outcome.Compared) judge.judge(instance)).reading());
  }
}
