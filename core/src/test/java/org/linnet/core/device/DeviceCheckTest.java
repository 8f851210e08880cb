package org.linnet.core.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.JavaProcess;
import org.linnet.core.cli.Linnet;
import org.linnet.core.device.DeviceFinding.Verdict;

/// **Oracle**: [DeviceContractTest], by which the devices here are right; and a device made wrong in one operation.
///
/// **If wrong**: `linnet doctor --check` passes a GPU that computes nonsense.
class DeviceCheckTest {
  static Stream<Device> devices() {
    return FakeCuda.andUsable();
  }

  @ParameterizedTest
  @MethodSource("devices")
  void rightDevicesPass(Device device) {
    assertEquals(List.of(), DeviceCheck.run(device).stream().filter(result -> !result.passed()).toList());
  }

  /// Other kernels than with 512 bits, which has twice the registers.
  @Test
  void vectorsOf256BitsPassToo() throws Exception {
    List<String> found = JavaProcess.output(Linnet.class,
        List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2", "--add-modules", "jdk.incubator.vector"),
        "doctor", "--check");
    for (String precision : List.of("float", "double")) {
      String agrees = ".*cpu \\(Vector API, " + precision + ", [0-9]+-bit vectors\\): [0-9]+ operations agree .*";
      assertTrue(found.stream().anyMatch(line -> line.matches(agrees)), found.toString());
    }
    assertTrue(found.stream().noneMatch(line -> line.contains("512-bit")), found.toString());
  }

  /// Each operation in turn does nothing: exactly the checks that use it fail.
  @Test
  void aWrongOperationIsNamed() {
    assertEquals(List.of("softmax"), failing("softmax"));
    assertEquals(List.of("scaling of columns"), failing("scaleColumns"));
    assertEquals(List.of("sums of squares of columns"), failing("columnSumsOfSquares"));
    assertEquals(List.of("cross-entropy"), failing("crossEntropy"));
    assertEquals(List.of("sum of products"), failing("multiplySum"));
    assertEquals(List.of("sum of squares"), failing("sumOfSquares"));
    assertEquals(List.of("sum", "what depends on finite numbers"), failing("add"));
    assertEquals(List.of("fill", "Adam", "what depends on finite numbers"), failing("fill"));
    assertEquals(List.of("Adam", "what depends on finite numbers"), failing("adam"));
    assertEquals(List.of("what depends on finite numbers"), failing("ifFinite"));
    assertEquals(List.of("reciprocal"), failing("reciprocal"));
    assertEquals(7, failing("multiply").size()); // four products, two of factors, the record
  }

  @Test
  void aFindingSaysWhatDiffersOrThatAllAgrees() {
    Device reference = new ReferenceDevice();
    assertEquals(new DeviceFinding(reference.name(), Verdict.AGREES,
        DeviceCheck.run(reference).size() + " operations agree with the reference"), DeviceFinding.of(reference));
    DeviceFinding wrong = DeviceFinding.of(without("softmax"));
    assertEquals(Verdict.DIFFERS, wrong.verdict());
    assertTrue(wrong.text().matches("softmax differs from the reference by [0-9.e+-]+, and [0-9.e+-]+ is allowed"),
        wrong.text());
    DeviceFinding failed = DeviceFinding.of(without("matrix")); // no matrix to work on
    assertEquals(Verdict.DIFFERS, failed.verdict());
  }

  private static List<String> failing(String operation) {
    return DeviceCheck.run(without(operation)).stream().filter(result -> !result.passed())
        .map(DeviceCheck.Result::operation).toList();
  }

  /// A reference device on which this operation does nothing.
  private static Device without(String operation) {
    ReferenceDevice right = new ReferenceDevice();
    return (Device) Proxy.newProxyInstance(Device.class.getClassLoader(), new Class<?>[]{Device.class},
        (_, method, arguments) -> {
          if (method.getName().equals(operation)) {
            return method.getReturnType() == double.class ? 0.0 : null;
          }
          try {
            return method.invoke(right, arguments);
          } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
          }
        });
  }
}
