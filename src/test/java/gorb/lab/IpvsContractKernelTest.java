package gorb.lab;

import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneContract;
import gorb.dataplane.ipvs.IpvsDataplane;
import gorb.netlink.Trace;

/** The contract over the IPVS of a real kernel. */
@KernelTest
class IpvsContractKernelTest extends DataplaneContract {
  @Override
  protected Dataplane open() throws Exception {
    return IpvsDataplane.open(Trace.NONE);
  }
}
