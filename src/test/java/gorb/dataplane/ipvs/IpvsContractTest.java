package gorb.dataplane.ipvs;

import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneContract;

/** The contract over the bytes of netlink, answered by a kernel that is not one. */
class IpvsContractTest extends DataplaneContract {
  private final FakeKernel kernel = new FakeKernel();

  @Override
  protected Dataplane open() throws Exception {
    return IpvsDataplane.over(kernel.socket());
  }
}
