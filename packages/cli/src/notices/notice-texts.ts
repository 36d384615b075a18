import type { ControlMaintenance, VendorNoticed } from '@officine/contracts';

type Text = VendorNoticed['text'];
type State = NonNullable<VendorNoticed['state']>;

const LOCALES = { fr: 'fr-LU', de: 'de-LU', en: 'en-GB' } as const;
type Language = keyof typeof LOCALES;

/** An instant as people in Luxembourg read it. */
function when(instant: string, language: Language): string {
  return new Date(instant).toLocaleString(LOCALES[language], {
    timeZone: 'Europe/Luxembourg',
    dateStyle: 'long',
    timeStyle: 'short',
  });
}

export function charterText(version: string, state: State): Text {
  return state === 'ended'
    ? {
        fr: "Aucune charte d'utilisation n'est plus exigée.",
        de: 'Es wird keine Benutzercharta mehr verlangt.',
        en: 'No user charter is asked for any more.',
      }
    : {
        fr: `La version ${version} de la charte d'utilisation est en vigueur : chaque utilisateur doit l'accepter avant sa prochaine consultation.`,
        de: `Version ${version} der Benutzercharta gilt: Jeder Benutzer muss sie vor seiner nächsten Abfrage annehmen.`,
        en: `Version ${version} of the user charter is in force: every user has to accept it before the next check.`,
      };
}

export function suspensionText(scope: string, reason: string, until: string | null, state: State): Text {
  if (state === 'ended') {
    return {
      fr: `La suspension ${scope} est levée : les consultations sont de nouveau possibles.`,
      de: `Die Sperre ${scope} ist aufgehoben: Abfragen sind wieder möglich.`,
      en: `The suspension ${scope} is lifted: checks are possible again.`,
    };
  }
  const end = (language: Language, words: string) => (until === null ? '' : ` ${words} ${when(until, language)}`);
  return {
    fr: `Les consultations sont suspendues (${scope})${end('fr', "jusqu'au")} : ${reason}`,
    de: `Abfragen sind gesperrt (${scope})${end('de', 'bis')}: ${reason}`,
    en: `Checks are suspended (${scope})${end('en', 'until')}: ${reason}`,
  };
}

export function maintenanceText(
  component: string,
  from: string,
  to: string,
  own: NonNullable<ControlMaintenance['text']>,
  state: State,
): Text {
  const said = (language: Language) => (own[language] === undefined ? '' : ` ${own[language]}`);
  return state === 'ended'
    ? {
        fr: `La maintenance de ${component} annoncée pour le ${when(from, 'fr')} n'est plus annoncée.`,
        de: `Die für ${when(from, 'de')} angekündigte Wartung von ${component} ist nicht mehr angekündigt.`,
        en: `The maintenance of ${component} announced for ${when(from, 'en')} is no longer announced.`,
      }
    : {
        fr: `Maintenance de ${component} du ${when(from, 'fr')} au ${when(to, 'fr')}.${said('fr')}`,
        de: `Wartung von ${component} von ${when(from, 'de')} bis ${when(to, 'de')}.${said('de')}`,
        en: `Maintenance of ${component} from ${when(from, 'en')} to ${when(to, 'en')}.${said('en')}`,
      };
}

export function contractText(pharmacy: string, what: 'closed' | 'ends' | 'gone', day: string | null): Text {
  if (what === 'gone') {
    return {
      fr: `La pharmacie ${pharmacy} n'est plus servie pour vous : ses consultations sont refusées.`,
      de: `Die Apotheke ${pharmacy} wird nicht mehr für Sie bedient: Ihre Abfragen werden abgelehnt.`,
      en: `Pharmacy ${pharmacy} is no longer served for you: its checks are refused.`,
    };
  }
  if (day === null) {
    return {
      fr: `La pharmacie ${pharmacy} reste servie : aucune fin n'est plus prévue.`,
      de: `Die Apotheke ${pharmacy} wird weiter bedient: Es ist kein Ende mehr vorgesehen.`,
      en: `Pharmacy ${pharmacy} stays served: no end is foreseen any more.`,
    };
  }
  return what === 'closed'
    ? {
        fr: `La pharmacie ${pharmacy} ferme le ${day} : ses consultations sont refusées à partir de ce jour.`,
        de: `Die Apotheke ${pharmacy} schließt am ${day}: Ihre Abfragen werden von diesem Tag an abgelehnt.`,
        en: `Pharmacy ${pharmacy} closes on ${day}: its checks are refused from that day on.`,
      }
    : {
        fr: `Le contrat de la pharmacie ${pharmacy} prend fin le ${day} : ses consultations sont refusées à partir de ce jour.`,
        de: `Der Vertrag der Apotheke ${pharmacy} endet am ${day}: Ihre Abfragen werden von diesem Tag an abgelehnt.`,
        en: `The contract of pharmacy ${pharmacy} ends on ${day}: its checks are refused from that day on.`,
      };
}
