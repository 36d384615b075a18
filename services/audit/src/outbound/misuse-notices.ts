import { createHash } from 'node:crypto';
import { encodeEvent, topics, type VendorNoticed, vendorNoticed, vendorTopicName } from '@officine/contracts';
import type { Publisher } from '@officine/kafka';
import type { Suspected } from '../application/misuse-watch.ts';
import type { Suspicion } from '../domain/misuse.ts';
import type { OwnEvents } from './own-events.ts';

/** Tells the vendor, who knows its users, and the audit. The notice names the pharmacy, never the user. */
export class MisuseNotices implements Suspected {
  readonly #publisher: Pick<Publisher, 'publish'>;
  readonly #facts: Pick<OwnEvents, 'record'>;

  constructor(publisher: Pick<Publisher, 'publish'>, facts: Pick<OwnEvents, 'record'>) {
    this.#publisher = publisher;
    this.#facts = facts;
  }

  async tell({ kind, who, vendor, pharmacy, user, count, at }: Suspicion): Promise<void> {
    const object = `${kind}/${who}`;
    await this.#facts.record({
      action: 'misuse.suspected',
      vendor,
      pharmacy,
      object,
      outcome: String(count),
      ...(user !== undefined && { user }),
    });
    const data: VendorNoticed = { about: 'misuse', pharmacy, at, text: textOf(kind, who, pharmacy, count) };
    // A repeat after a change of owner is the same notice.
    const id = createHash('sha256')
      .update(JSON.stringify([object, vendor, pharmacy, user?.hmac, at]))
      .digest('base64url');
    const event = encodeEvent(vendorNoticed, { id, source: '/officine/audit', time: at, data });
    await this.#publisher.publish({ topic: vendorTopicName(topics.notices, vendor), key: null, ...event });
  }
}

function textOf(kind: Suspicion['kind'], who: Suspicion['who'], pharmacy: string, count: number): VendorNoticed['text'] {
  const what = {
    rate: { fr: 'consultations en dix minutes', de: 'Abfragen in zehn Minuten', en: 'checks within ten minutes' },
    enumeration: {
      fr: 'numéros inconnus ou invalides en une heure',
      de: 'unbekannte oder ungültige Nummern in einer Stunde',
      en: 'unknown or invalid numbers within an hour',
    },
    night: { fr: 'consultations la nuit', de: 'Abfragen in der Nacht', en: 'checks at night' },
  }[kind];
  const whose = {
    user: { fr: "d'un utilisateur de", de: 'eines Benutzers von', en: 'by one user of' },
    pharmacy: { fr: 'de', de: 'von', en: 'by' },
  }[who];
  return {
    fr: `Usage inhabituel : plus de ${count - 1} ${what.fr} ${whose.fr} ${pharmacy}. Veuillez vérifier.`,
    de: `Ungewöhnliche Nutzung: mehr als ${count - 1} ${what.de} ${whose.de} ${pharmacy}. Bitte prüfen.`,
    en: `Unusual use: more than ${count - 1} ${what.en} ${whose.en} ${pharmacy}. Please look into it.`,
  };
}
