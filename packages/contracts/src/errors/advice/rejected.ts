import type { Advice } from './advice.ts';

/** Advice for requests that will not be asked (again): what to correct, or whom to call. */
export const rejectedAdvice = {
  'invalid-request': {
    counter: {
      fr: 'La demande est incomplète ou contient une valeur incorrecte : contrôlez les numéros, les codes et les dates, puis recommencez. Si le message revient, appelez l’éditeur de votre logiciel.',
      de: 'Die Anfrage ist unvollständig oder enthält einen falschen Wert: Bitte prüfen Sie Nummern, Codes und Daten und versuchen Sie es erneut. Erscheint die Meldung wieder, rufen Sie Ihren Softwarehersteller an.',
      en: 'The request is incomplete or contains an incorrect value: check the numbers, codes and dates, then try again. If the message returns, call your software vendor.',
    },
    it: {
      fr: 'Comparez l’événement au schéma lu.officine.check.requested.v1 : cause.field et cause.detail désignent l’erreur. Sans cause.field, contrôlez les en-têtes CloudEvents (id, source, type, time) et le JSON.',
      de: 'Vergleichen Sie das Ereignis mit dem Schema lu.officine.check.requested.v1: cause.field und cause.detail benennen den Fehler. Ohne cause.field prüfen Sie die CloudEvents-Header (id, source, type, time) und das JSON.',
      en: 'Compare the event with the schema lu.officine.check.requested.v1: cause.field and cause.detail name the error. Without cause.field, check the CloudEvents headers (id, source, type, time) and the JSON.',
    },
  },
  'invalid-matricule': {
    counter: {
      fr: 'Ce matricule comporte une erreur de saisie. Comparez ses 13 chiffres avec la carte de sécurité sociale et recommencez.',
      de: 'Diese Matrikelnummer enthält einen Eingabefehler. Bitte vergleichen Sie die 13 Ziffern mit der Sozialversicherungskarte und versuchen Sie es erneut.',
      en: 'This matricule contains a typing error. Compare its 13 digits with the social security card and try again.',
    },
    it: {
      fr: 'Le champ cause.field ne contient pas 13 chiffres avec une date et deux chiffres de contrôle corrects (le 12e selon Luhn, le 13e selon Verhoeff, chacun sur les 11 premiers). Transmettez le matricule comme texte, sans espaces, et contrôlez-le dès la saisie.',
      de: 'Das Feld cause.field enthält keine 13 Ziffern mit gültigem Datum und gültigen Prüfziffern (die 12. nach Luhn, die 13. nach Verhoeff, jeweils über die ersten 11). Übermitteln Sie die Matrikelnummer als Text ohne Leerzeichen und prüfen Sie sie schon bei der Eingabe.',
      en: 'The field cause.field does not hold 13 digits with a valid date and valid check digits (the 12th by Luhn, the 13th by Verhoeff, each over the first 11). Send the matricule as text without spaces and check it on entry.',
    },
  },
  'unknown-pharmacy': {
    counter: {
      fr: 'Votre pharmacie n’est pas encore configurée pour ce service. Appelez l’éditeur de votre logiciel.',
      de: 'Ihre Apotheke ist für diesen Dienst noch nicht eingerichtet. Bitte rufen Sie Ihren Softwarehersteller an.',
      en: 'Your pharmacy has not yet been set up for this service. Please call your software vendor.',
    },
    it: {
      fr: 'L’identifiant pharmacy de la demande est absent du répertoire de cet environnement. Corrigez-le, ou ajoutez la pharmacie sous pharmacies avec « officine apply -f directory.yaml ».',
      de: 'Die Kennung pharmacy der Anfrage fehlt im Verzeichnis dieser Umgebung. Berichtigen Sie sie oder ergänzen Sie die Apotheke unter pharmacies mit „officine apply -f directory.yaml“.',
      en: 'The request’s pharmacy identifier is missing from the directory of this environment. Correct it, or add the pharmacy under pharmacies with “officine apply -f directory.yaml”.',
    },
  },
  'pharmacy-not-of-vendor': {
    counter: {
      fr: 'Votre pharmacie est enregistrée auprès d’un autre éditeur de logiciel. Appelez l’éditeur de votre logiciel actuel pour faire corriger l’inscription.',
      de: 'Ihre Apotheke ist bei einem anderen Softwarehersteller eingetragen. Bitte rufen Sie Ihren jetzigen Softwarehersteller an, damit der Eintrag berichtigt wird.',
      en: 'Your pharmacy is registered with another software vendor. Please call your current software vendor to have the entry corrected.',
    },
    it: {
      fr: 'Le topic de la demande désigne un autre éditeur que le champ vendor de la pharmacie dans le répertoire. Vérifiez le topic officine.vendor.<vendor>.requests.v1 et, après un changement d’éditeur, demandez à l’exploitant d’Officine de mettre le répertoire à jour.',
      de: 'Das Topic der Anfrage gehört zu einem anderen Hersteller als das Feld vendor der Apotheke im Verzeichnis. Prüfen Sie das Topic officine.vendor.<vendor>.requests.v1 und lassen Sie nach einem Herstellerwechsel den Betreiber von Officine das Verzeichnis anpassen.',
      en: 'The request’s topic belongs to another vendor than the pharmacy’s vendor field in the directory. Check the topic officine.vendor.<vendor>.requests.v1 and, after a change of vendor, ask the operator of Officine to update the directory.',
    },
  },
  'pharmacy-closed': {
    counter: {
      fr: 'Selon nos données, la pharmacie n’est pas en activité ou son contrat a pris fin. Si c’est inexact, appelez l’éditeur de votre logiciel.',
      de: 'Nach unseren Angaben ist die Apotheke nicht in Betrieb oder ihr Vertrag ist beendet. Trifft das nicht zu, rufen Sie bitte Ihren Softwarehersteller an.',
      en: 'According to our records, the pharmacy is not in operation or its contract has ended. If this is wrong, please call your software vendor.',
    },
    it: {
      fr: 'Contrôlez opened, closed et contract de la pharmacie dans le répertoire. Corrigez avec « officine apply -f directory.yaml » et faites confirmer les dates du contrat par le support de second niveau de l’Agence eSanté.',
      de: 'Prüfen Sie opened, closed und contract der Apotheke im Verzeichnis. Berichtigen Sie mit „officine apply -f directory.yaml“ und lassen Sie sich die Vertragsdaten vom Second-Level-Support der Agence eSanté bestätigen.',
      en: 'Check the pharmacy’s opened, closed and contract in the directory. Correct them with “officine apply -f directory.yaml” and have the contract dates confirmed by the second-level support of Agence eSanté.',
    },
  },
  'service-not-authorised': {
    counter: {
      fr: 'Votre pharmacie n’est pas autorisée à utiliser ce type de vérification. Appelez l’éditeur de votre logiciel.',
      de: 'Ihre Apotheke ist für diese Art der Prüfung nicht freigeschaltet. Bitte rufen Sie Ihren Softwarehersteller an.',
      en: 'Your pharmacy is not authorised to use this kind of check. Please call your software vendor.',
    },
    it: {
      fr: 'Cette vérification manque dans services de la pharmacie. Demandez l’autorisation au support de second niveau de l’Agence eSanté, puis ajoutez-la avec « officine apply -f directory.yaml ».',
      de: 'Diese Prüfung fehlt unter services der Apotheke. Beantragen Sie die Berechtigung beim Second-Level-Support der Agence eSanté und tragen Sie sie dann mit „officine apply -f directory.yaml“ ein.',
      en: 'This check is missing from the pharmacy’s services. Request the authorisation from the second-level support of Agence eSanté, then add it with “officine apply -f directory.yaml”.',
    },
  },
  'user-missing': {
    counter: {
      fr: 'Le logiciel n’a pas indiqué qui fait la demande. Reconnectez-vous avec votre propre compte et recommencez, ou appelez l’éditeur de votre logiciel.',
      de: 'Die Software hat nicht angegeben, wer die Anfrage stellt. Melden Sie sich mit Ihrem eigenen Konto neu an und versuchen Sie es erneut, oder rufen Sie Ihren Softwarehersteller an.',
      en: 'The software did not say who is making the request. Log in again with your own account and try again, or call your software vendor.',
    },
    it: {
      fr: 'Renseignez user.id et user.role dans chaque demande, car le contrat impose de tracer l’utilisateur. Donnez un identifiant propre à chaque personne, stable et sans nom.',
      de: 'Füllen Sie user.id und user.role in jeder Anfrage aus, denn der Vertrag verlangt die Rückverfolgung des Benutzers. Vergeben Sie je Person eine eigene, gleichbleibende Kennung ohne Namen.',
      en: 'Fill in user.id and user.role in every request, as the contract requires users to be traced. Give each person their own stable identifier that contains no name.',
    },
  },
  'user-not-authorised': {
    counter: {
      fr: 'Votre compte n’est pas autorisé à faire cette vérification. Demandez à un collègue autorisé, puis faites ouvrir votre accès par l’administrateur de la pharmacie ou par l’éditeur de votre logiciel.',
      de: 'Ihr Konto ist für diese Prüfung nicht berechtigt. Bitten Sie eine berechtigte Kollegin oder einen berechtigten Kollegen, und lassen Sie Ihren Zugang vom Administrator der Apotheke oder vom Softwarehersteller freischalten.',
      en: 'Your account is not authorised for this check. Ask an authorised colleague, then have your access opened by the pharmacy’s administrator or by your software vendor.',
    },
    it: {
      fr: 'Avec userAccess: explicit, chaque utilisateur a besoin d’un événement lu.officine.access.granted.v1 pour cette pharmacie, non révoqué depuis. Vérifiez qu’il porte le même user.id que la demande.',
      de: 'Mit userAccess: explicit braucht jeder Benutzer ein seither nicht widerrufenes Ereignis lu.officine.access.granted.v1 für diese Apotheke. Prüfen Sie, ob es dieselbe user.id wie die Anfrage trägt.',
      en: 'With userAccess: explicit, each user needs an event lu.officine.access.granted.v1 for this pharmacy that has not been revoked since. Check that it carries the same user.id as the request.',
    },
  },
  'charter-not-accepted': {
    counter: {
      fr: 'Vous n’avez pas encore accepté la charte d’utilisation en vigueur. Lisez-la et acceptez-la dans votre logiciel, puis recommencez ; si elle ne s’affiche pas, appelez l’éditeur.',
      de: 'Sie haben die geltende Nutzungscharta noch nicht angenommen. Lesen und bestätigen Sie sie in Ihrer Software und versuchen Sie es erneut; wird sie nicht angezeigt, rufen Sie den Hersteller an.',
      en: 'You have not yet accepted the current user charter. Read and accept it in your software, then try again; if it is not shown, call the vendor.',
    },
    it: {
      fr: 'Affichez la charte à l’utilisateur et publiez lu.officine.charter.accepted.v1 avec pharmacy, user et la version en vigueur sur votre topic de demandes, sous la même clé. Attendez lu.officine.charter.recorded.v1 sur votre topic de résultats avant de redemander.',
      de: 'Zeigen Sie dem Benutzer die Charta und senden Sie lu.officine.charter.accepted.v1 mit pharmacy, user und der geltenden Version an Ihr Anfrage-Topic, mit demselben Schlüssel. Warten Sie vor der nächsten Anfrage auf lu.officine.charter.recorded.v1 in Ihrem Ergebnis-Topic.',
      en: 'Show the user the charter and publish lu.officine.charter.accepted.v1 with pharmacy, user and the current version to your requests topic, under the same key. Wait for lu.officine.charter.recorded.v1 on your results topic before asking again.',
    },
  },
  suspended: {
    counter: {
      fr: 'L’accès à cette vérification est actuellement suspendu. Appelez l’éditeur de votre logiciel ; inutile de recommencer d’ici là.',
      de: 'Der Zugang zu dieser Prüfung ist zurzeit gesperrt. Bitte rufen Sie Ihren Softwarehersteller an; weitere Versuche helfen bis dahin nicht.',
      en: 'Access to this check is currently suspended. Please call your software vendor; trying again before then will not help.',
    },
    it: {
      fr: 'Une suspension (all, check, vendor, pharmacy ou user) s’applique : consultez suspensions dans le répertoire pour la portée, le motif et la fin. Levez-la une fois le motif réglé, avec « officine apply -f directory.yaml », puis envoyez une nouvelle demande.',
      de: 'Es gilt eine Sperre (all, check, vendor, pharmacy oder user): Umfang, Grund und Ende stehen unter suspensions im Verzeichnis. Heben Sie sie nach Klärung des Grundes mit „officine apply -f directory.yaml“ auf und stellen Sie eine neue Anfrage.',
      en: 'A suspension (all, check, vendor, pharmacy or user) applies: see suspensions in the directory for its scope, reason and end. Once the reason is settled, lift it with “officine apply -f directory.yaml” and send a new request.',
    },
  },
  'conflicting-duplicate': {
    counter: {
      fr: 'Le logiciel a envoyé deux demandes différentes sous le même numéro, et celle-ci a été écartée. Lancez une nouvelle vérification et signalez-le à l’éditeur de votre logiciel.',
      de: 'Die Software hat zwei verschiedene Anfragen unter derselben Nummer gesendet; diese wurde verworfen. Starten Sie eine neue Prüfung und melden Sie dies Ihrem Softwarehersteller.',
      en: 'The software sent two different requests under the same number, and this one was set aside. Start a new check and tell your software vendor.',
    },
    it: {
      fr: 'Cet id CloudEvents a déjà servi avec d’autres données : comparez requesthash des deux résultats. Créez un id par question et, en cas de répétition, renvoyez des données identiques avec la même clé.',
      de: 'Diese CloudEvents-id wurde bereits mit anderen Daten verwendet: Vergleichen Sie requesthash der beiden Ergebnisse. Vergeben Sie je Frage eine eigene id und senden Sie Wiederholungen mit unveränderten Daten und demselben Schlüssel.',
      en: 'This CloudEvents id has already been used with other data: compare requesthash in the two results. Create one id per question, and repeat a request with identical data and the same key.',
    },
  },
  expired: {
    counter: {
      fr: 'Cette demande est arrivée trop tard et n’a pas été posée. Lancez une nouvelle vérification si vous en avez encore besoin.',
      de: 'Diese Anfrage kam zu spät an und wurde nicht mehr gestellt. Starten Sie eine neue Prüfung, wenn Sie das Ergebnis noch brauchen.',
      en: 'This request arrived too late and was not asked. Start a new check if you still need the result.',
    },
    it: {
      fr: 'La demande n’a été lue que plus de 24 heures après son ajout au topic. Examinez le retard du groupe officine.verification.<vendor> et les interruptions d’Officine ou de Kafka, et renvoyez sous un nouvel id.',
      de: 'Die Anfrage wurde erst mehr als 24 Stunden nach ihrem Eingang im Topic gelesen. Prüfen Sie den Rückstand der Gruppe officine.verification.<vendor> und Ausfälle von Officine oder Kafka, und senden Sie sie mit neuer id erneut.',
      en: 'The request was read more than 24 hours after it was appended to the topic. Check the lag of the group officine.verification.<vendor> and any outage of Officine or Kafka, and send it again under a new id.',
    },
  },
  'recheck-ended': {
    counter: {
      fr: 'La question est restée sans réponse malgré plusieurs tentatives et ne sera plus posée automatiquement. Lancez une nouvelle vérification si vous en avez encore besoin, ou appelez l’éditeur de votre logiciel.',
      de: 'Die Frage blieb trotz mehrerer Versuche unbeantwortet und wird nicht mehr automatisch gestellt. Starten Sie eine neue Prüfung, wenn Sie das Ergebnis noch brauchen, oder rufen Sie Ihren Softwarehersteller an.',
      en: 'The question stayed unanswered after several attempts and will no longer be asked automatically. Start a new check if you still need the result, or call your software vendor.',
    },
    it: {
      fr: 'Le délai recheck.until ou le nombre de tentatives est épuisé : traitez la cause du résultat désigné par supersedes. Consultez l’historique dans officine.mysecu.availability.v1, puis renvoyez sous un nouvel id.',
      de: 'Die Frist recheck.until oder die Zahl der Versuche ist ausgeschöpft: Beheben Sie die Ursache des in supersedes genannten Ergebnisses. Prüfen Sie den Verlauf in officine.mysecu.availability.v1 und senden Sie mit neuer id erneut.',
      en: 'The recheck.until deadline or the number of attempts is used up: deal with the cause of the result named in supersedes. See the history in officine.mysecu.availability.v1, then send again under a new id.',
    },
  },
} as const satisfies Record<string, Advice>;
