package gorb.api;

/**
 * One thing that is wrong with a request.
 *
 * @param field where, as a path in the body: {@code pulse.args.expect}
 * @param message what, and what was expected
 */
public record Problem(String field, String message) {}
