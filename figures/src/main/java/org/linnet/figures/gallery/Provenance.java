package org.linnet.figures.gallery;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.linnet.figures.Assertion;
import org.linnet.figures.Source;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// How a figure came about: enough to draw it again, and to judge it without doing so.
///
/// @param id the figure
/// @param setup `quick` or `paper`
/// @param settings the components of the setup's record
/// @param dataSets which data went in, and from where
/// @param choices what the paper leaves open, and what was chosen
/// @param command the command line that draws it again
/// @param created when it was drawn, in UTC
/// @param seconds wall time of the computation
/// @param width of the picture, in pixels of 1/96 inch
/// @param height of the picture, in pixels of 1/96 inch
public record Provenance(String id, Source source, String title, String caption, String setup,
    Map<String, Object> settings, long seed, List<String> dataSets, List<String> choices, List<Assertion> assertions,
    String command, String created, double seconds, int width, int height, Machine machine) {
  static final String SUFFIX = ".json";

  private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT)
      .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /// The name of the figure's files without their suffixes.
  String stem() {
    return id + "-" + setup;
  }

  boolean passed() {
    return assertions.stream().allMatch(Assertion::passed);
  }

  String json() {
    return JSON.writeValueAsString(this) + "\n";
  }

  /// The components of a record by name; a component that is a record itself as text, because its type matters.
  static Map<String, Object> components(Record settings) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(settings);
        values.put(component.getName(), value instanceof Record ? value.toString().replace("[]", "") : value);
      } catch (ReflectiveOperationException hidden) {
        throw new IllegalStateException("the settings of a figure must be a public record, got " + settings, hidden);
      }
    }
    return values;
  }

  static Provenance read(Path file) throws IOException {
    try {
      Provenance read = JSON.readValue(Files.readString(file), Provenance.class);
      if (read.id() == null || read.setup() == null || read.source() == null || read.assertions() == null
          || read.machine() == null) {
        throw new IOException(file + " is not the provenance of a figure; remove it");
      }
      return read;
    } catch (JacksonException broken) {
      throw new IOException(file + " is not the provenance of a figure; remove it", broken);
    }
  }
}
