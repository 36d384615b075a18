const DAY = { fr: 'fr-LU', de: 'de-LU', en: 'en-GB' } as const;

/** What a vendor's support reads, in three languages. */
export function certificateExpiryText(pharmacy: string, expiresAt: Date): { fr: string; de: string; en: string } {
  const day = (locale: string) => expiresAt.toLocaleDateString(locale, { timeZone: 'Europe/Luxembourg', dateStyle: 'long' });
  return {
    fr: `Le certificat de la pharmacie ${pharmacy} expire le ${day(DAY.fr)}. Demandez son renouvellement à LuxTrust et remplacez le fichier ; aucun redémarrage n'est nécessaire.`,
    de: `Das Zertifikat der Apotheke ${pharmacy} läuft am ${day(DAY.de)} ab. Beantragen Sie die Erneuerung bei LuxTrust und ersetzen Sie die Datei; ein Neustart ist nicht nötig.`,
    en: `The certificate of pharmacy ${pharmacy} ends on ${day(DAY.en)}. Ask LuxTrust to renew it and replace the file; no restart is needed.`,
  };
}
