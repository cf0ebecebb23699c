package gorb.http;

/** Answers requests. Runs on a virtual thread of its own for each request, and may block. */
@FunctionalInterface
public interface Handler {
  /** The answer; an exception becomes a 500 without details. */
  Response handle(Request request);
}
