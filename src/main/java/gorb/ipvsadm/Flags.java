package gorb.ipvsadm;

import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import java.util.Set;
import java.util.stream.Collectors;

/** The words for flags of schedulers, and for masks, as ipvsadm(8) has them. */
final class Flags {
  static final String EXPECTED =
      "flag-1, flag-2, flag-3, sh-fallback, sh-port, mh-fallback or mh-port, joined by ','";

  private static final Set<String> WITH_WORDS_OF_THEIR_OWN = Set.of("sh", "mh");
  private static final int IPV4_BITS = 32;

  private Flags() {}

  /** Whether a word stands for a flag, with whatever scheduler. */
  static boolean isWordFor(String word, SchedulerFlag flag) {
    return word.equals(plain(flag))
        || WITH_WORDS_OF_THEIR_OWN.stream().anyMatch(scheduler -> word.equals(scheduler + suffix(flag)));
  }

  /** The flags as ipvsadm prints them with a scheduler, joined. */
  static String words(Set<SchedulerFlag> flags, Scheduler scheduler, String separator) {
    boolean isOwn = WITH_WORDS_OF_THEIR_OWN.contains(scheduler.name());
    return flags.stream()
        .sorted()
        .map(flag -> isOwn && !suffix(flag).isEmpty() ? scheduler.name() + suffix(flag) : plain(flag))
        .collect(Collectors.joining(separator));
  }

  /** The IPv4 mask of a length, {@code 255.255.255.0}. */
  static String mask(int prefixLength) {
    long bits = (0xffff_ffffL << (IPV4_BITS - prefixLength)) & 0xffff_ffffL;
    return new IpAddress(AddressFamily.IPV4, 0, bits).toString();
  }

  private static String plain(SchedulerFlag flag) {
    return switch (flag) {
      case FLAG_1 -> "flag-1";
      case FLAG_2 -> "flag-2";
      case FLAG_3 -> "flag-3";
    };
  }

  /** What follows the scheduler's name; nothing where it has no word for the flag. */
  private static String suffix(SchedulerFlag flag) {
    return switch (flag) {
      case FLAG_1 -> "-fallback";
      case FLAG_2 -> "-port";
      case FLAG_3 -> "";
    };
  }
}
