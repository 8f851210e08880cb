/// What a run leaves behind: whole files, and the words for what made them.
package org.linnet.core.output;
