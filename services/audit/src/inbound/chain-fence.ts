import { Fence } from '@officine/kafka';

/**
 * Never closes: the audit is fenced by the unique `{chain, seq}` of its database. The runner's own fence would hand records back
 * whenever a heartbeat is late, and they would come again out of order; a chain is written in order.
 */
export class ChainFence extends Fence {
  override closed(): boolean {
    return false;
  }
}
