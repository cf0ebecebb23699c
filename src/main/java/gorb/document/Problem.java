package gorb.document;

/**
 * One thing that is wrong with a document.
 *
 * @param field where, as a path in the document: {@code pulse.args.expect}
 * @param message what, and what was expected
 */
public record Problem(String field, String message) {}
