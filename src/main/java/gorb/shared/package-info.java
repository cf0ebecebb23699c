/** One table for several directors, kept in a store that they share (docs/shared.md). */
@NullMarked
package gorb.shared;

import org.jspecify.annotations.NullMarked;
