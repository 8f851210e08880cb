package org.linnet.figures;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may see whom, in all modules: figures is the last of the build, so the classes of all others are there.
///
/// **Oracle**: ArchUnit, on the compiled classes.
///
/// **If wrong**: the design, one import at a time.
class ArchitectureTest {
  private static final String CORE = "org.linnet.core..";
  private static final String THEORY = "org.linnet.theory..";
  private static final String RMT = "org.linnet.rmt..";
  private static final String VERIFY = "org.linnet.verify..";
  private static final String FIGURES = "org.linnet.figures..";
  private static final JavaClasses LINNET = classes();

  @ParameterizedTest
  @ValueSource(strings = {"core", "theory", "figures"})
  void theClassesAreThere(String module) {
    assertFalse(LINNET.stream().filter(c -> c.getPackageName().startsWith("org.linnet." + module)).toList().isEmpty());
  }

  @Test
  void coreKnowsNoOtherModule() {
    check(no(CORE, THEORY, RMT, VERIFY, FIGURES), "core is what the others are checked against; it must not know them");
  }

  @Test
  void theTheoriesKnowCoreAlone() {
    check(no(THEORY, RMT, VERIFY, FIGURES), "a closed form must not depend on who checks it or on the other theory");
    check(no(RMT, THEORY, VERIFY, FIGURES), "a law must not depend on who checks it or on the other theory");
  }

  @Test
  void theLeavesMeetInFiles() {
    check(no(VERIFY, FIGURES), "verify and figures are leaves that meet in files");
    check(no(FIGURES, VERIFY), "verify and figures are leaves that meet in files");
  }

  @Test
  void onlyThePlotPackageSeesPlottingAndAwt() {
    check(onlyIn(List.of("org.linnet.figures.plot.."), "org.knowm..", "java.awt..", "javax.imageio..", "javax.swing.."),
        "a change of the plotting library must touch one package, and headless code must not start AWT");
  }

  @Test
  void coreAndTheTheoriesSeeNoJson() {
    check(noClasses().that().resideInAnyPackage(CORE, THEORY, RMT).should().dependOnClassesThat()
        .resideInAnyPackage("tools.jackson..", "com.fasterxml.."),
        "core and the theories compute; only the leaves write files for others");
  }

  @Test
  void onlyCommandsSeePicocli() {
    check(onlyIn(List.of("..cli.."), "picocli.."),
        "the command line is a thin shell: what it does must be callable without it");
  }

  @Test
  void coreSeesHipparchusAndCommonsNumbersWhereItNeedsThem() {
    check(noClasses().that().resideInAPackage(CORE).and().resideOutsideOfPackage("org.linnet.core.data..").should()
        .dependOnClassesThat().resideInAnyPackage("org.hipparchus.."),
        "core needs Hipparchus for NumPy's generator alone; matrices are EJML's");
    check(onlyIn(List.of("org.linnet.core.net"), "org.apache.commons.numbers.."),
        "Commons Numbers is there for the error function of an activation");
  }

  @Test
  void onlyDevicesSeeVectorsOrNativeCode() {
    check(onlyIn(List.of("org.linnet.core.device"), "jdk.incubator.."),
        "everything else must run where there are no vectors");
    check(onlyIn(List.of("org.linnet.core.device.cuda"), "java.lang.foreign.."),
        "everything else must run without a GPU");
    check(onlyIn(List.of("org.linnet.core.device", "org.linnet.core.device.cuda"), "org.linnet.core.device.cuda"),
        "the GPU's addresses belong to its device alone");
  }

  @Test
  void commonsMathIsAnOracleOfTestsAlone() {
    check(noClasses().that().resideInAPackage("org.linnet..").should().dependOnClassesThat()
        .resideInAnyPackage("org.apache.commons.math3.."), "an oracle that the subject uses is no oracle");
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching("org.linnet.(**)").should().beFreeOfCycles(),
        "a package that cannot be read without another is not a package");
  }

  private static ArchRule no(String from, String... to) {
    return noClasses().that().resideInAPackage(from).should().dependOnClassesThat().resideInAnyPackage(to);
  }

  private static ArchRule onlyIn(List<String> packages, String... libraries) {
    return noClasses().that().resideInAPackage("org.linnet..").and()
        .resideOutsideOfPackages(packages.toArray(String[]::new)).should().dependOnClassesThat()
        .resideInAnyPackage(libraries);
  }

  private static void check(ArchRule rule, String why) {
    rule.allowEmptyShould(true).because(why).check(LINNET);
  }

  private static JavaClasses classes() {
    List<Path> modules = Stream.of("core", "linear-theory", "rmt", "verify", "figures")
        .map(module -> Path.of("..", module, "target", "classes")).filter(Files::isDirectory).toList();
    return new ClassFileImporter().importPaths(modules);
  }
}
