/** The daemon: its command line, and the one place that wires the parts together. */
@NullMarked
package gorb;

import org.jspecify.annotations.NullMarked;
