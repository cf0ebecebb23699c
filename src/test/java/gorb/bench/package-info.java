/** Programs that measure; each belongs to a command of {@code bench/}. */
@NullMarked
package gorb.bench;

import org.jspecify.annotations.NullMarked;
