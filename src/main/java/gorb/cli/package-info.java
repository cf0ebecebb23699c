/** The commands beside the daemon: each asks a running daemon over its HTTP API, and says what it answers. */
@NullMarked
package gorb.cli;

import org.jspecify.annotations.NullMarked;
