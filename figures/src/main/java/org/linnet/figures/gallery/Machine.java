package org.linnet.figures.gallery;

import org.linnet.core.output.Installation;

/// The program and the machine that drew a figure.
///
/// @param linnet its version
/// @param commit its git commit, with `-dirty` where files were changed; empty where it does not run from a work tree
/// @param jdk the JDK
/// @param device what computed
/// @param processor its name, as far as the system tells
public record Machine(String linnet, String commit, String jdk, String system, String device, String processor,
    int threads) {

  static Machine here(int threads) {
    Installation here = Installation.here();
    return new Machine(here.version(), here.commit(), here.jdk(), here.system(), "cpu", here.processor(), threads);
  }
}
