package org.linnet.core.device.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// A shared library whose functions return 0 for success, and its errors in words. Pointers are passed as `long`.
@SuppressWarnings("restricted") // calling native code is what this package is for
final class Library {
  private final String path;
  private final SymbolLookup symbols;
  private final ErrorText errorText;
  private final Map<String, MethodHandle> called = new ConcurrentHashMap<>();

  private Library(String path, SymbolLookup symbols, ErrorText errorText) {
    this.path = path;
    this.symbols = symbols;
    this.errorText = errorText;
  }

  /// What a result that is not 0 means.
  interface ErrorText {
    String of(Library library, int result) throws Throwable;
  }

  /// Opens a library by its path, or by its name alone where the system looks.
  ///
  /// @throws IllegalArgumentException if it cannot be opened
  static Library open(String path, ErrorText errorText) {
    return new Library(path, SymbolLookup.libraryLookup(path, Arena.global()), errorText);
  }

  /// What it was opened as.
  String path() {
    return path;
  }

  /// A function of `int` and `long` arguments that returns an `int`.
  MethodHandle function(String name, MemoryLayout... arguments) {
    return called.computeIfAbsent(name, f -> Linker.nativeLinker().downcallHandle(symbol(f),
        FunctionDescriptor.of(JAVA_INT, arguments)));
  }

  /// How each function that was used is called.
  Map<String, MethodHandle> functions() {
    return Map.copyOf(called);
  }

  /// Calls a function that is needed seldom, and checks its result; arguments are `Integer` and `Long`.
  void call(String name, Object... arguments) {
    check(name, result(name, arguments));
  }

  /// As [#call], returning the result.
  int result(String name, Object... arguments) {
    try {
      return (int) function(name, layouts(arguments)).invokeWithArguments(arguments);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  void check(String name, int result) {
    if (result != 0) {
      throw new CudaException(name + " failed: " + text(result));
    }
  }

  String text(int result) {
    try {
      return errorText.of(this, result) + " (" + result + ")";
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /// The text of `const char* name(int)`.
  String staticText(String name, int argument) throws Throwable {
    MethodHandle function = Linker.nativeLinker().downcallHandle(symbol(name),
        FunctionDescriptor.of(ADDRESS, JAVA_INT));
    return text((MemorySegment) function.invokeExact(argument));
  }

  static String text(MemorySegment address) {
    return address.equals(MemorySegment.NULL) ? "no text" : address.reinterpret(1 << 12).getString(0);
  }

  /// What a method handle throws is not checked; a native function throws nothing.
  static RuntimeException unexpected(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
  }

  private MemorySegment symbol(String name) {
    return symbols.find(name)
        .orElseThrow(() -> new CudaException(path + " has no function " + name + ": it is too old"));
  }

  private static MemoryLayout[] layouts(Object... arguments) {
    return Stream.of(arguments).map(a -> a instanceof Integer ? JAVA_INT : JAVA_LONG).toArray(MemoryLayout[]::new);
  }
}
