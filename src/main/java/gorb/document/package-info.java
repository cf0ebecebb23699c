/**
 * Intent as a document: services and backends in the words of the original's JSON ({@code method}, {@code persistent},
 * {@code pulse}, …), read with every problem named, and written so that they can be read again. The words live here
 * and nowhere else; the API, the state on disk and the configuration file share them.
 */
@NullMarked
package gorb.document;

import org.jspecify.annotations.NullMarked;
