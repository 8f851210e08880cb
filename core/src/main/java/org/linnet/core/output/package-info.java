/// What a run leaves behind: whole files, one writer at a time, and the words for what made them.
package org.linnet.core.output;
