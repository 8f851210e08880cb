package org.linnet.core.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.linnet.core.device.FakeCuda;

/// Whether libcuda's functions are called as NVIDIA declares them, by the names that the library has them under.
///
/// **Oracle**: `cuda.h` of a CUDA toolkit, where there is one. cuBLAS has no header in most of them.
///
/// **If wrong**: a call on a GPU passes arguments at wrong places.
class HeaderTest {
  @Test
  void everyFunctionIsCalledAsDeclared() throws Exception {
    LibraryPaths machine = LibraryPaths.ofThisMachine();
    Optional<Path> header = Stream.concat(machine.folders().stream(), machine.usual().stream())
        .map(folder -> folder.resolve("include/cuda.h")).filter(Files::isReadable).findFirst();
    assumeTrue(header.isPresent(), "not run: no cuda.h");
    assumeTrue(FakeCuda.exists(), "not run: no C++ compiler");
    FakeCuda.reset();
    Library driver = afterUse();
    String text = declarations(header.get());
    driver.functions().forEach(
        (name, handle) -> assertEquals(declared(name, text), handle.type().parameterList(), name));
    assertEquals(28, driver.functions().size());
  }

  /// The library after every function has been called.
  private static Library afterUse() throws InterruptedException {
    Cuda.Usable cuda = (Cuda.Usable) Cuda.find(FakeCuda.paths());
    Gpu gpu = new Gpu(cuda, Format.FLOAT);
    DeviceMemory memory = gpu.allocate(8 << 20);
    gpu.write(new double[1], memory.address());
    gpu.write(new double[2 << 20], memory.address()); // more than there was room for
    gpu.parameter(0, 1L);
    gpu.parameter(1, 0.0);
    gpu.parameter(2, memory.address());
    gpu.launch(gpu.capture(() -> gpu.launch(Kernel.FILL)));
    assertEquals(0, gpu.sumOfSquares(memory.address(), 1));
    cuda.driver().text(1);
    for (int i = 0; i < 500 && !(frees(cuda.driver(), "cuMemFree_v2")
        && frees(cuda.driver(), "cuGraphExecDestroy")); i++) {
      gpu.allocate(1); // garbage, as the graph is
      System.gc();
      Thread.sleep(10);
    }
    return cuda.driver();
  }

  private static boolean frees(Library driver, String function) {
    return driver.functions().containsKey(function);
  }

  private static String declarations(Path header) throws IOException {
    return Files.readString(header).replaceAll("(?s)/\\*.*?\\*/", "");
  }

  /// The types of the parameters of the function that the library has under this name.
  private static List<Class<?>> declared(String exported, String header) {
    Matcher renamed = Pattern.compile("#define\\s+(cu\\w+)\\s+(?:__CUDA_API_PTSZ\\()?" + exported + "\\)?\\s")
        .matcher(header);
    String name = renamed.find() ? renamed.group(1) : exported;
    assertTrue(
        !name.equals(exported) || !Pattern.compile("#define\\s+" + name + "\\s+" + name + "_v").matcher(header).find(),
        "the header calls another version of " + name);
    Matcher declaration = Pattern.compile("CUresult CUDAAPI " + name + "\\(([^;]*)\\);").matcher(header);
    assertTrue(declaration.find(), "no declaration of " + name);
    return Stream.of(declaration.group(1).split(",")).<Class<?>>map(HeaderTest::type).toList();
  }

  private static Class<?> type(String parameter) {
    String type = parameter.strip().replaceFirst("\\w+$", "").strip();
    return switch (type) {
      case "int", "unsigned int", "unsigned char", "CUdevice", "CUdevice_attribute", "CUresult",
          "CUstreamCaptureMode" ->
        int.class;
      case "size_t", "unsigned long long", "CUdeviceptr", "CUcontext", "CUstream", "CUmodule", "CUfunction", "CUgraph",
          "CUgraphExec" ->
        long.class;
      default -> {
        assertTrue(type.endsWith("*"), "an unknown type: " + parameter);
        yield long.class;
      }
    };
  }
}
