package gorb.discovery;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A source that answers, or fails, when a test says so; until then it has whoever asks wait. */
final class ScriptedSource implements Source {
  private final LinkedBlockingQueue<Step> script = new LinkedBlockingQueue<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();

  private interface Step {
    Answer take() throws IOException;
  }

  /** It answers once. */
  void answer(Answer answer) {
    script.add(() -> answer);
  }

  /** It answers addresses once, of port 8080. */
  void answer(String... addresses) {
    var instances = List.of(addresses).stream().map(it -> MergeTest.instance("i" + it, it, 1)).toList();
    answer(new Answer(instances, List.of(), Duration.ZERO));
  }

  /** It fails once. */
  void fail(IOException failure) {
    script.add(() -> {
      throw failure;
    });
  }

  /** It shows a defect once. */
  void fail(RuntimeException defect) {
    script.add(() -> {
      throw defect;
    });
  }

  /** How often it was asked. */
  int asked() {
    return asked.get();
  }

  /** How often somebody who waited for an answer was sent away. */
  int left() {
    return left.get();
  }

  @Override
  public Answer read() throws IOException, InterruptedException {
    asked.incrementAndGet();
    try {
      return script.take().take();
    } catch (InterruptedException e) {
      left.incrementAndGet();
      throw e;
    }
  }
}
