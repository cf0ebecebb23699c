/** The files of the web UI, as the build put them into the jar (docs/ui.md). */
@NullMarked
package gorb.ui;

import org.jspecify.annotations.NullMarked;
