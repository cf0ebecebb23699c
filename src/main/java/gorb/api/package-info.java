/**
 * The REST API: routes, requests and answers, JSON, errors, and who may do what. The names of the original's JSON
 * ({@code method}, {@code persistent}, {@code pulse}, …) live here and nowhere else. Described in docs/api.md.
 */
@NullMarked
package gorb.api;

import org.jspecify.annotations.NullMarked;
