package gorb.ipvsadm;

import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a rule says of a service. */
final class ServiceRules {
  private static final Option[] KEYS = {Option.TCP, Option.UDP, Option.SCTP, Option.MARK};
  private static final long HIGHEST_MARK = 0xffff_ffffL;
  private static final String SIP = "sip";

  private final Rule rule;
  private final Complaints complaints;
  private final Numbers numbers;

  ServiceRules(Rule rule, Complaints complaints) {
    this.rule = rule;
    this.complaints = complaints;
    this.numbers = new Numbers(rule, complaints);
  }

  /** Which service; empty where that is not said, or wrong. */
  Optional<ServiceKey> key() {
    var given = rule.among(KEYS);
    if (given.size() != 1) {
      complaints.add(rule.line(), given.size() + " services (expected: one of -t -u --sctp-service -f)");
      return Optional.empty();
    }
    var option = given.getFirst();
    if (option == Option.MARK) {
      var mark = numbers.number(option, 1, HIGHEST_MARK);
      var family = rule.has(Option.IPV6) ? AddressFamily.IPV6 : AddressFamily.IPV4;
      return mark.isEmpty() ? Optional.empty() : Optional.of(new ServiceKey.FirewallMark(family, mark.getAsLong()));
    }
    if (rule.has(Option.IPV6)) {
      numbers.complain(Option.IPV6, "given with " + option + " (expected: with -f only)");
    }
    var protocol = option == Option.TCP ? Protocol.TCP : option == Option.UDP ? Protocol.UDP : Protocol.SCTP;
    return numbers.endpoint(option, rule.value(option).orElse(""), -1)
        .map(it -> new ServiceKey.Endpoint(protocol, it.address(), it.port()));
  }

  /** Its settings; what is not said is as with ipvsadm. */
  ServiceSettings settings(AddressFamily family) {
    return new ServiceSettings(scheduler(), flags(), persistence(family),
        rule.has(Option.ONE_PACKET) ? PacketScheduling.ONE_PACKET : PacketScheduling.BY_CONNECTION);
  }

  private Scheduler scheduler() {
    var name = rule.value(Option.SCHEDULER).orElse(Scheduler.WLC.name());
    if (!Scheduler.isName(name)) {
      numbers.complain(Option.SCHEDULER, name + " (expected: the name of a scheduler)");
      return Scheduler.WLC;
    }
    return new Scheduler(name);
  }

  private Set<SchedulerFlag> flags() {
    var flags = EnumSet.noneOf(SchedulerFlag.class);
    var text = rule.value(Option.FLAGS).orElse("");
    for (var word : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      var flag = Arrays.stream(SchedulerFlag.values()).filter(it -> Flags.isWordFor(word, it)).findFirst();
      if (flag.isEmpty()) {
        numbers.complain(Option.FLAGS, word + " (expected: " + Flags.EXPECTED + ")");
      }
      flag.ifPresent(flags::add);
    }
    return flags;
  }

  private Persistence persistence(AddressFamily family) {
    if (!rule.has(Option.PERSISTENT)) {
      for (var option : rule.among(Option.NETMASK, Option.ENGINE)) {
        numbers.complain(option, "given without -p");
      }
      return Persistence.none();
    }
    var text = rule.value(Option.PERSISTENT).orElse("");
    var timeout = text.isEmpty()
        ? Persistence.Sticky.DEFAULT_TIMEOUT
        : Duration.ofSeconds(numbers.number(Option.PERSISTENT, text, 1, Integer.MAX_VALUE).orElse(1));
    var engine = rule.value(Option.ENGINE);
    if (engine.isPresent() && !engine.get().equals(SIP)) {
      numbers.complain(Option.ENGINE, engine.get() + " (expected: " + SIP + ")");
    }
    return new Persistence.Sticky(
        timeout, prefix(family), engine.isPresent() ? Persistence.Engine.SIP : Persistence.Engine.ADDRESS);
  }

  /** Of IPv4 a mask, {@code 255.255.255.0}; of IPv6 a length. */
  private int prefix(AddressFamily family) {
    var text = rule.value(Option.NETMASK);
    if (text.isEmpty()) {
      return family.bits();
    }
    return switch (family) {
      case IPV6 -> Math.toIntExact(numbers.number(Option.NETMASK, text.get(), 1, family.bits()).orElse(1));
      case IPV4 -> {
        int length = IpAddress.parse(text.get())
            .filter(it -> it.family() == AddressFamily.IPV4)
            .map(it -> Long.bitCount(it.low()))
            .orElse(0);
        if (length == 0 || !Flags.mask(length).equals(text.get())) {
          numbers.complain(Option.NETMASK, text.get() + " (expected: a mask, such as 255.255.255.0)");
        }
        yield Math.max(1, length);
      }
    };
  }
}
