/**
 * A small HTTP/1.1 server: requests and responses as values, handlers that may block, bounds on size, time and count.
 * The only package that knows which library speaks HTTP.
 */
@NullMarked
package gorb.http;

import org.jspecify.annotations.NullMarked;
