package gorb.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Measured times, in the order measured. */
final class Timings {
  private final List<Duration> times = new ArrayList<>();

  void add(Duration time) {
    times.add(time);
  }

  /** Measures a task; gives what it gives. */
  <T> T time(Callable<T> task) throws Exception {
    long began = System.nanoTime();
    var result = task.call();
    add(Duration.ofNanos(System.nanoTime() - began));
    return result;
  }

  /** Those from the given one on, counted from 0. */
  Timings since(int number) {
    var later = new Timings();
    later.times.addAll(times.subList(number, times.size()));
    return later;
  }

  Duration first() {
    return times.getFirst();
  }

  Duration last() {
    return times.getLast();
  }

  Duration median() {
    return percentile(50);
  }

  /** The time that so many percent do not exceed; 100 gives the longest. */
  Duration percentile(int percent) {
    var sorted = times.stream().sorted().toList();
    return sorted.get(Math.max(0, Math.ceilDiv(sorted.size() * percent, 100) - 1));
  }
}
