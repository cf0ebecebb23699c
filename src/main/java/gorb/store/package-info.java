/** Intent on disk: a file for each revision, checked by its sum, replaced as a whole. docs/state.md has the format. */
@NullMarked
package gorb.store;

import org.jspecify.annotations.NullMarked;
