package gorb.lab;

import gorb.dataplane.Table;
import java.util.List;
import java.util.Random;

/** A program under a soak, and what it can be put through. Used by one thread. */
interface SoakSubject extends AutoCloseable {
  /** What is done to it. */
  enum Disturbance {
    /** An end without a last word, at some moment of its life, and a start. */
    KILL,
    /** An orderly end, and a start. */
    RESTART,
    /** Another file, and the signal to read it. */
    APPLY,
    /** Something else is wanted, and then what was wanted before. */
    ROLLBACK,
    /**
     * Another scheduler of a service, in place. The kernel takes the old one away, waits until nobody uses it, and only
     * then has the new one ({@code ip_vs_edit_service} of ip_vs_ctl.c): it refuses new connections meanwhile.
     */
    SCHEDULER
  }

  /** Its name. */
  String name();

  /** Starts it. */
  void begin();

  /** Does something to it; says in words what. */
  String disturb(Disturbance disturbance, Random random);

  /** What its present process said that explains why requests fail, such as a server that it takes for down. */
  default List<String> remarks() {
    return List.of();
  }

  /** What the kernel shall carry by now, or soon. */
  Table wanted();

  @Override
  void close();
}
