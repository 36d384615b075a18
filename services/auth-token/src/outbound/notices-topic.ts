import { encodeEvent, topics, type VendorNoticed, vendorNoticed, vendorTopicName } from '@officine/contracts';
import type { Publisher } from '@officine/kafka';
import type { Notices } from '../application/ports.ts';

/** Writes to a vendor's notices topic. */
export class NoticesTopic implements Notices {
  readonly #publisher: Pick<Publisher, 'publish'>;

  constructor(publisher: Pick<Publisher, 'publish'>) {
    this.#publisher = publisher;
  }

  async publish(vendor: string, id: string, notice: VendorNoticed): Promise<void> {
    const { value, headers } = encodeEvent(vendorNoticed, { id, source: '/officine/auth-token', time: notice.at, data: notice });
    await this.#publisher.publish({ topic: vendorTopicName(topics.notices, vendor), key: null, value, headers: { ...headers } });
  }
}
