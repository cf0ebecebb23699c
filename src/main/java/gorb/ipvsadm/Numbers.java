package gorb.ipvsadm;

import gorb.model.IpAddress;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Numbers and addresses in rules; what is wrong with one is said of its option. */
final class Numbers {
  static final int HIGHEST_PORT = 65_535;

  private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");

  private final Rule rule;
  private final Complaints complaints;

  Numbers(Rule rule, Complaints complaints) {
    this.rule = rule;
    this.complaints = complaints;
  }

  /** The number of an option; empty where it is not given, or wrong. */
  OptionalLong number(Option option, long lowest, long highest) {
    var text = rule.value(option);
    return text.isEmpty() ? OptionalLong.empty() : number(option, text.get(), lowest, highest);
  }

  /** The number of a text that belongs to an option; empty where it is wrong. */
  OptionalLong number(Option option, String text, long lowest, long highest) {
    if (DIGITS.matcher(text).matches()) {
      long number = Long.parseLong(text);
      if (number >= lowest && number <= highest) {
        return OptionalLong.of(number);
      }
    }
    complain(option, text + " (expected: " + lowest + ".." + highest + ")");
    return OptionalLong.empty();
  }

  /**
   * Address and port, {@code 10.0.0.1:80} or {@code [fd00::1]:80}.
   *
   * @param portElse the port where none is given, or -1 where one has to be
   */
  Optional<Endpoint> endpoint(Option option, String text, int portElse) {
    int bracket = text.indexOf(']');
    int colon = text.indexOf(':', Math.max(bracket, 0));
    var host = colon < 0 ? text : text.substring(0, colon);
    if (bracket > 0 && host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    var address = IpAddress.parse(host);
    if (address.isEmpty() || (colon < 0 && portElse < 0)) {
      complain(option, text + " (expected: an address and a port in numbers, as 'ipvsadm -S -n' writes them)");
      return Optional.empty();
    }
    if (colon < 0) {
      return Optional.of(new Endpoint(address.get(), portElse));
    }
    var port = number(option, text.substring(colon + 1), 0, HIGHEST_PORT);
    return port.isEmpty()
        ? Optional.empty()
        : Optional.of(new Endpoint(address.get(), Math.toIntExact(port.getAsLong())));
  }

  void complain(Option option, String message) {
    complaints.add(rule.line(), option + ": " + message);
  }

  /** An address and a port. */
  record Endpoint(IpAddress address, int port) {}
}
