package gorb.discovery;

import java.io.IOException;

/** Where backends are found. Asked by one thread, which may be interrupted. */
interface Source {
  /**
   * Waits for an answer: the first one comes at once, a further one when there is something new, or after a while.
   *
   * @throws IOException where there is no answer, or none that can be understood: the next call begins anew
   */
  Answer read() throws IOException, InterruptedException;
}
