package gorb.dataplane.userspace.scheduling;

import gorb.model.SchedulerFlag;
import java.util.List;
import java.util.Set;

/**
 * {@code mh}: the same server for the same client by Google's Maglev hashing, in which a change of one server moves few
 * clients of the others (ip_vs_mh.c). Nobody where that server is not usable, unless {@code mh-fallback} is set.
 *
 * @param slots rebuilt on each change of a server
 * @param options the flags
 */
record MaglevHashing(Slots slots, HashOptions options) implements Scheduling {
  static MaglevHashing start(List<? extends Candidate> servers, Set<SchedulerFlag> flags) {
    return new MaglevHashing(MaglevTable.of(servers), HashOptions.of(flags));
  }

  @Override
  public Scheduling added(List<? extends Candidate> servers) {
    return edited(servers);
  }

  @Override
  public Scheduling removed(int position, List<? extends Candidate> servers) {
    return edited(servers);
  }

  @Override
  public Scheduling edited(List<? extends Candidate> servers) {
    return new MaglevHashing(MaglevTable.of(servers), options);
  }

  @Override
  public Scheduling flagged(Set<SchedulerFlag> flags) {
    return new MaglevHashing(slots, HashOptions.of(flags));
  }

  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    int client = options.client(flow);
    return new Pick(slots.find(offset -> MaglevTable.slot(client + offset), options.fallback(), servers), this);
  }
}
