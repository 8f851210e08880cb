package org.linnet.verify;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Names of constants as people write them.
final class Labels {
  private Labels() {}

  static String of(Enum<?> constant, char separator) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', separator);
  }

  static <E extends Enum<E>> E parse(String what, Class<E> type, String label, char separator) {
    return Arrays.stream(type.getEnumConstants()).filter(constant -> of(constant, separator).equals(label)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException(what + " must be one of "
            + Arrays.stream(type.getEnumConstants()).map(constant -> of(constant, separator))
                .collect(Collectors.joining(", "))
            + "; got '" + label + "'"));
  }
}
