import type { ErrorCode } from '@officine/contracts';

interface Text {
  readonly fr: string;
  readonly de: string;
  readonly en: string;
}

/** What a vendor's support reads when the files of a credential cannot be used, in three languages. */
export function credentialProblemText(pharmacy: string, code: ErrorCode, reason: string | undefined): Text {
  const why = reason === undefined ? code : `${code}, ${reason}`;
  return {
    fr: `Le certificat de la pharmacie ${pharmacy} ne peut pas être utilisé (${why}). Remplacez les fichiers ; aucun redémarrage n'est nécessaire.`,
    de: `Das Zertifikat der Apotheke ${pharmacy} kann nicht verwendet werden (${why}). Ersetzen Sie die Dateien; ein Neustart ist nicht nötig.`,
    en: `The certificate of pharmacy ${pharmacy} cannot be used (${why}). Replace the files; no restart is needed.`,
  };
}
