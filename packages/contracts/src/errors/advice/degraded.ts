import type { Advice } from './advice.ts';

/** Advice for requests that have no verdict yet; none of it says anything about the patient or the prescriber. */
export const degradedAdvice = {
  'mysecu-unavailable': {
    counter: {
      fr: 'Pas encore de résultat : mySecu est momentanément injoignable. Continuez votre travail comme d’habitude, la demande sera reposée automatiquement.',
      de: 'Noch kein Ergebnis: mySecu ist vorübergehend nicht erreichbar. Arbeiten Sie wie gewohnt weiter, die Anfrage wird automatisch wiederholt.',
      en: 'No result yet: mySecu cannot be reached at the moment. Carry on with your work as usual; the request will be asked again automatically.',
    },
    it: {
      fr: 'Voyez « officine status » et officine.mysecu.availability.v1, puis contrôlez MYSECU_SERVICE_URL, MYSECU_PROXY_URL, MYSECU_TLS_CA_FILE et le réseau. Si la panne dure, écrivez à heldes@secu.lu avec les heures et, s’il existe, correlationId.',
      de: 'Sehen Sie in „officine status“ und officine.mysecu.availability.v1 nach und prüfen Sie MYSECU_SERVICE_URL, MYSECU_PROXY_URL, MYSECU_TLS_CA_FILE und das Netz. Hält der Ausfall an, schreiben Sie mit den Uhrzeiten und, falls vorhanden, der correlationId an heldes@secu.lu.',
      en: 'See “officine status” and officine.mysecu.availability.v1, then check MYSECU_SERVICE_URL, MYSECU_PROXY_URL, MYSECU_TLS_CA_FILE and the network. If the outage lasts, write to heldes@secu.lu with the times and the correlationId, if there is one.',
    },
  },
  'mysecu-timeout': {
    counter: {
      fr: 'Pas encore de résultat : mySecu n’a pas répondu à temps. Continuez votre travail comme d’habitude, la réponse suivra ou la demande sera reposée automatiquement.',
      de: 'Noch kein Ergebnis: mySecu hat nicht rechtzeitig geantwortet. Arbeiten Sie wie gewohnt weiter, die Antwort folgt oder die Anfrage wird automatisch wiederholt.',
      en: 'No result yet: mySecu did not answer in time. Carry on with your work as usual; the answer will follow or the request will be asked again automatically.',
    },
    it: {
      fr: 'Comparez timings et timeoutMs de la demande avec MYSECU_CONNECT_TIMEOUT_MS et MYSECU_READ_TIMEOUT_MS. Si les lenteurs persistent dans officine.mysecu.calls.v1, écrivez à heldes@secu.lu avec les heures et, s’il existe, correlationId.',
      de: 'Vergleichen Sie timings und timeoutMs der Anfrage mit MYSECU_CONNECT_TIMEOUT_MS und MYSECU_READ_TIMEOUT_MS. Zeigt officine.mysecu.calls.v1 anhaltend lange Zeiten, schreiben Sie mit den Uhrzeiten und, falls vorhanden, der correlationId an heldes@secu.lu.',
      en: 'Compare timings and the request’s timeoutMs with MYSECU_CONNECT_TIMEOUT_MS and MYSECU_READ_TIMEOUT_MS. If officine.mysecu.calls.v1 keeps showing long times, write to heldes@secu.lu with the times and the correlationId, if there is one.',
    },
  },
  'mysecu-fault': {
    counter: {
      fr: 'Pas encore de résultat : mySecu a signalé une erreur technique. Continuez votre travail comme d’habitude, la demande sera reposée automatiquement.',
      de: 'Noch kein Ergebnis: mySecu hat einen technischen Fehler gemeldet. Arbeiten Sie wie gewohnt weiter, die Anfrage wird automatisch wiederholt.',
      en: 'No result yet: mySecu reported a technical error. Carry on with your work as usual; the request will be asked again automatically.',
    },
    it: {
      fr: 'Lisez cause.step et cause.detail, et comparez MYSECU_WIRE_FILE et OFFICINE_MODELS_DIR avec les documents de la CNS. Si l’erreur se répète, écrivez à heldes@secu.lu avec correlationId.',
      de: 'Lesen Sie cause.step und cause.detail und vergleichen Sie MYSECU_WIRE_FILE und OFFICINE_MODELS_DIR mit den Unterlagen der CNS. Wiederholt sich der Fehler, schreiben Sie mit der correlationId an heldes@secu.lu.',
      en: 'Read cause.step and cause.detail, and compare MYSECU_WIRE_FILE and OFFICINE_MODELS_DIR with the documents from CNS. If the error recurs, write to heldes@secu.lu with the correlationId.',
    },
  },
  'identity-provider-unavailable': {
    counter: {
      fr: 'Pas encore de résultat : l’authentification eSanté est momentanément indisponible. Continuez votre travail comme d’habitude, la demande sera reposée automatiquement.',
      de: 'Noch kein Ergebnis: Die eSanté-Anmeldung ist vorübergehend nicht verfügbar. Arbeiten Sie wie gewohnt weiter, die Anfrage wird automatisch wiederholt.',
      en: 'No result yet: eSanté authentication is unavailable at the moment. Carry on with your work as usual; the request will be asked again automatically.',
    },
    it: {
      fr: 'Voyez le composant identity-provider dans « officine status » et contrôlez MYSECU_IDP_URL, MYSECU_IDP_TLS_CA_FILE et le réseau. Si la panne dure, contactez le support de second niveau de l’Agence eSanté avec les heures et traceId.',
      de: 'Prüfen Sie die Komponente identity-provider in „officine status“ sowie MYSECU_IDP_URL, MYSECU_IDP_TLS_CA_FILE und das Netz. Hält der Ausfall an, wenden Sie sich mit Uhrzeiten und traceId an den Second-Level-Support der Agence eSanté.',
      en: 'See the component identity-provider in “officine status” and check MYSECU_IDP_URL, MYSECU_IDP_TLS_CA_FILE and the network. If the outage lasts, contact the second-level support of Agence eSanté with the times and the traceId.',
    },
  },
  'token-service-unavailable': {
    counter: {
      fr: 'Pas encore de résultat : l’ouverture de session auprès de mySecu est momentanément indisponible. Continuez votre travail comme d’habitude, la demande sera reposée automatiquement.',
      de: 'Noch kein Ergebnis: Die Anmeldung bei mySecu ist vorübergehend nicht verfügbar. Arbeiten Sie wie gewohnt weiter, die Anfrage wird automatisch wiederholt.',
      en: 'No result yet: signing in to mySecu is not possible at the moment. Carry on with your work as usual; the request will be asked again automatically.',
    },
    it: {
      fr: 'Vérifiez que le service auth-token tourne et lit officine.auth.token-requests.v1, puis le composant token-service et MYSECU_TOKEN_URL. Si mySecu est en cause, écrivez à heldes@secu.lu avec les heures et, s’il existe, correlationId.',
      de: 'Prüfen Sie, ob der Dienst auth-token läuft und officine.auth.token-requests.v1 liest, dann die Komponente token-service und MYSECU_TOKEN_URL. Liegt es an mySecu, schreiben Sie mit den Uhrzeiten und, falls vorhanden, der correlationId an heldes@secu.lu.',
      en: 'Check that the auth-token service is running and reads officine.auth.token-requests.v1, then the component token-service and MYSECU_TOKEN_URL. If mySecu is the cause, write to heldes@secu.lu with the times and the correlationId, if there is one.',
    },
  },
  'rate-limited': {
    counter: {
      fr: 'Pas encore de résultat : trop de demandes ont été envoyées en peu de temps. Continuez votre travail comme d’habitude, la demande sera reposée automatiquement.',
      de: 'Noch kein Ergebnis: In kurzer Zeit wurden zu viele Anfragen gesendet. Arbeiten Sie wie gewohnt weiter, die Anfrage wird automatisch wiederholt.',
      en: 'No result yet: too many requests were sent in a short time. Carry on with your work as usual; the request will be asked again automatically.',
    },
    it: {
      fr: 'Cherchez une boucle ou un traitement par lots dans votre propre débit et étalez les demandes. N’augmentez MYSECU_RATE_PER_SECOND qu’après accord obtenu auprès de heldes@secu.lu.',
      de: 'Suchen Sie in Ihrem eigenen Anfrageaufkommen nach Schleifen oder Stapelläufen und verteilen Sie die Anfragen. Erhöhen Sie MYSECU_RATE_PER_SECOND nur nach Zustimmung über heldes@secu.lu.',
      en: 'Look for a loop or a batch run in your own traffic and spread the requests. Raise MYSECU_RATE_PER_SECOND only once agreed through heldes@secu.lu.',
    },
  },
  overloaded: {
    counter: {
      fr: 'Pas encore de résultat : le service est très sollicité en ce moment. Continuez votre travail comme d’habitude, la demande sera reposée automatiquement.',
      de: 'Noch kein Ergebnis: Der Dienst ist zurzeit stark ausgelastet. Arbeiten Sie wie gewohnt weiter, die Anfrage wird automatisch wiederholt.',
      en: 'No result yet: the service is very busy at the moment. Carry on with your work as usual; the request will be asked again automatically.',
    },
    it: {
      fr: 'Examinez le retard du groupe officine.verification.<vendor>, le processeur et le nombre de répliques de verification, et MYSECU_CONCURRENCY. Si cela dure, transmettez traceId à l’exploitant d’Officine.',
      de: 'Prüfen Sie den Rückstand der Gruppe officine.verification.<vendor>, die CPU und die Zahl der Replikate von verification sowie MYSECU_CONCURRENCY. Hält der Zustand an, geben Sie die traceId an den Betreiber von Officine weiter.',
      en: 'Check the lag of the group officine.verification.<vendor>, the CPU and number of verification replicas, and MYSECU_CONCURRENCY. If it lasts, pass the traceId to the operator of Officine.',
    },
  },
  maintenance: {
    counter: {
      fr: 'Pas encore de résultat : une maintenance est en cours. Continuez votre travail comme d’habitude, la demande sera reposée automatiquement ensuite.',
      de: 'Noch kein Ergebnis: Es läuft eine Wartung. Arbeiten Sie wie gewohnt weiter, die Anfrage wird danach automatisch wiederholt.',
      en: 'No result yet: maintenance is under way. Carry on with your work as usual; the request will be asked again automatically afterwards.',
    },
    it: {
      fr: 'La fenêtre figure sur la page d’état, dans officine.mysecu.availability.v1 et sous maintenance dans le répertoire. Si elle est fausse ou dépassée, corrigez-la avec « officine apply -f directory.yaml ».',
      de: 'Das Wartungsfenster steht auf der Statusseite, in officine.mysecu.availability.v1 und unter maintenance im Verzeichnis. Ist es falsch oder überholt, berichtigen Sie es mit „officine apply -f directory.yaml“.',
      en: 'The window is shown on the status page, in officine.mysecu.availability.v1 and under maintenance in the directory. If it is wrong or out of date, correct it with “officine apply -f directory.yaml”.',
    },
  },
  'officine-unavailable': {
    counter: {
      fr: 'Pas encore de résultat : le service de vérification n’a pas répondu à temps. Continuez votre travail comme d’habitude, la demande sera reposée automatiquement.',
      de: 'Noch kein Ergebnis: Der Prüfdienst hat nicht rechtzeitig geantwortet. Arbeiten Sie wie gewohnt weiter, die Anfrage wird automatisch wiederholt.',
      en: 'No result yet: the checking service did not answer in time. Carry on with your work as usual; the request will be asked again automatically.',
    },
    it: {
      fr: 'Si local est présent, @officine/client a répondu seul : contrôlez KAFKA_BROKERS, les droits sur vos topics requests et results, et la lecture des résultats. Sinon, donnez traceId à l’exploitant d’Officine.',
      de: 'Ist local gesetzt, hat @officine/client selbst geantwortet: Prüfen Sie KAFKA_BROKERS, die Rechte an Ihren Topics requests und results und das Lesen der Ergebnisse. Andernfalls geben Sie die traceId an den Betreiber von Officine weiter.',
      en: 'If local is set, @officine/client answered on its own: check KAFKA_BROKERS, the rights on your requests and results topics, and the reading of results. Otherwise, pass the traceId to the operator of Officine.',
    },
  },
  internal: {
    counter: {
      fr: 'Pas encore de résultat : une erreur technique s’est produite dans le service de vérification. Continuez votre travail comme d’habitude, la demande sera reposée automatiquement.',
      de: 'Noch kein Ergebnis: Im Prüfdienst ist ein technischer Fehler aufgetreten. Arbeiten Sie wie gewohnt weiter, die Anfrage wird automatisch wiederholt.',
      en: 'No result yet: a technical error occurred in the checking service. Carry on with your work as usual; the request will be asked again automatically.',
    },
    it: {
      fr: 'L’erreur vient d’Officine, pas de mySecu : cherchez traceId dans les journaux et les traces de verification. Signalez-la à l’exploitant d’Officine avec traceId, requestId et, s’il existe, correlationId.',
      de: 'Der Fehler liegt bei Officine, nicht bei mySecu: Suchen Sie die traceId in den Protokollen und Traces von verification. Melden Sie ihn dem Betreiber von Officine mit traceId, requestId und, falls vorhanden, correlationId.',
      en: 'The error lies in Officine, not in mySecu: look for the traceId in the logs and traces of verification. Report it to the operator of Officine with the traceId, requestId and, if there is one, correlationId.',
    },
  },
  'mysecu-untrusted-answer': {
    counter: {
      fr: 'Pas encore de résultat : l’authenticité de la réponse reçue n’a pas pu être vérifiée, elle a donc été écartée. Continuez votre travail comme d’habitude, la demande sera reposée automatiquement.',
      de: 'Noch kein Ergebnis: Die Echtheit der erhaltenen Antwort ließ sich nicht prüfen, sie wurde daher verworfen. Arbeiten Sie wie gewohnt weiter, die Anfrage wird automatisch wiederholt.',
      en: 'No result yet: the answer received could not be verified as genuine, so it was set aside. Carry on with your work as usual; the request will be asked again automatically.',
    },
    it: {
      fr: 'Lisez cause.step et cause.detail et comparez MYSECU_SIGNER_FILE, MYSECU_TOKEN_SIGNER_FILE ou MYSECU_IDP_SIGNER_FILE avec le certificat en vigueur, confirmé par une autre voie. Sans explication, traitez-le comme un incident de sécurité et prévenez heldes@secu.lu (eSanté à l’étape identity) avec correlationId.',
      de: 'Lesen Sie cause.step und cause.detail und vergleichen Sie MYSECU_SIGNER_FILE, MYSECU_TOKEN_SIGNER_FILE oder MYSECU_IDP_SIGNER_FILE mit dem auf anderem Weg bestätigten gültigen Zertifikat. Ohne Erklärung behandeln Sie es als Sicherheitsvorfall und melden ihn mit der correlationId an heldes@secu.lu (beim Schritt identity an eSanté).',
      en: 'Read cause.step and cause.detail and compare MYSECU_SIGNER_FILE, MYSECU_TOKEN_SIGNER_FILE or MYSECU_IDP_SIGNER_FILE with the current certificate, confirmed by another channel. If unexplained, treat it as a security incident and report it to heldes@secu.lu (to eSanté for the step identity) with the correlationId.',
    },
  },
  'mysecu-answer-mismatch': {
    counter: {
      fr: 'Pas encore de résultat : la réponse reçue ne correspondait pas à la question, elle a donc été écartée. Continuez votre travail comme d’habitude, la demande sera reposée automatiquement.',
      de: 'Noch kein Ergebnis: Die erhaltene Antwort passte nicht zur Frage und wurde daher verworfen. Arbeiten Sie wie gewohnt weiter, die Anfrage wird automatisch wiederholt.',
      en: 'No result yet: the answer received did not match the question, so it was set aside. Carry on with your work as usual; the request will be asked again automatically.',
    },
    it: {
      fr: 'Vérifiez que le modèle dans OFFICINE_MODELS_DIR lit les bons champs ; cause.detail indique l’écart. Si le modèle est juste, traitez-le comme un incident de sécurité et écrivez sans délai à heldes@secu.lu avec correlationId.',
      de: 'Prüfen Sie, ob das Modell in OFFICINE_MODELS_DIR die richtigen Felder liest; cause.detail nennt die Abweichung. Stimmt das Modell, behandeln Sie es als Sicherheitsvorfall und schreiben Sie umgehend mit der correlationId an heldes@secu.lu.',
      en: 'Check that the model in OFFICINE_MODELS_DIR reads the right fields; cause.detail names the difference. If the model is right, treat it as a security incident and write to heldes@secu.lu without delay, with the correlationId.',
    },
  },
  'authentication-refused': {
    counter: {
      fr: 'Pas encore de résultat : l’accès de la pharmacie a été refusé. Continuez votre travail comme d’habitude et prévenez l’éditeur de votre logiciel, la demande sera reposée automatiquement une fois l’accès rétabli.',
      de: 'Noch kein Ergebnis: Der Zugang der Apotheke wurde abgelehnt. Arbeiten Sie wie gewohnt weiter und informieren Sie Ihren Softwarehersteller; sobald der Zugang wieder besteht, wird die Anfrage automatisch wiederholt.',
      en: 'No result yet: the pharmacy’s access was refused. Carry on with your work as usual and tell your software vendor; the request will be asked again automatically once access is restored.',
    },
    it: {
      fr: 'Contrôlez eHealthId, codePrestataire et authentication dans le répertoire, et les fichiers de la pharmacie sous OFFICINE_CREDENTIALS_DIR. Si tout est juste, contactez l’Agence eSanté (second niveau), ou heldes@secu.lu quand cause.step n’est pas identity, avec correlationId.',
      de: 'Prüfen Sie eHealthId, codePrestataire und authentication im Verzeichnis sowie die Dateien der Apotheke unter OFFICINE_CREDENTIALS_DIR. Stimmt alles, wenden Sie sich mit der correlationId an die Agence eSanté (Second Level) oder, wenn cause.step nicht identity ist, an heldes@secu.lu.',
      en: 'Check eHealthId, codePrestataire and authentication in the directory, and the pharmacy’s files under OFFICINE_CREDENTIALS_DIR. If all is right, contact Agence eSanté (second level), or heldes@secu.lu when cause.step is not identity, with the correlationId.',
    },
  },
  'certificate-unreadable': {
    counter: {
      fr: 'Pas encore de résultat : le certificat de la pharmacie ne peut pas être utilisé. Continuez votre travail comme d’habitude et prévenez l’éditeur de votre logiciel, la demande sera reposée automatiquement après correction.',
      de: 'Noch kein Ergebnis: Das Zertifikat der Apotheke ist nicht verwendbar. Arbeiten Sie wie gewohnt weiter und informieren Sie Ihren Softwarehersteller; nach der Berichtigung wird die Anfrage automatisch wiederholt.',
      en: 'No result yet: the pharmacy’s certificate cannot be used. Carry on with your work as usual and tell your software vendor; the request will be asked again automatically once this is corrected.',
    },
    it: {
      fr: 'Contrôlez certificate.p12 et passphrase sous OFFICINE_CREDENTIALS_DIR/<pharmacy> : présence, droits de lecture, bon mot de passe, pas de chiffrement RC2 ancien. Un fichier remplacé est relu sans redémarrage ; si l’original est défectueux, contactez le support de second niveau de l’Agence eSanté.',
      de: 'Prüfen Sie certificate.p12 und passphrase unter OFFICINE_CREDENTIALS_DIR/<pharmacy>: vorhanden, lesbar, richtiges Passwort, keine veraltete RC2-Verschlüsselung. Eine ersetzte Datei wird ohne Neustart gelesen; ist das Original schadhaft, wenden Sie sich an den Second-Level-Support der Agence eSanté.',
      en: 'Check certificate.p12 and passphrase under OFFICINE_CREDENTIALS_DIR/<pharmacy>: present, readable, right password, no outdated RC2 encryption. A replaced file is read without a restart; if the original is faulty, contact the second-level support of Agence eSanté.',
    },
  },
  'certificate-expired': {
    counter: {
      fr: 'Pas encore de résultat : le certificat de la pharmacie a expiré. Continuez votre travail comme d’habitude et prévenez l’éditeur de votre logiciel, la demande sera reposée automatiquement après le renouvellement.',
      de: 'Noch kein Ergebnis: Das Zertifikat der Apotheke ist abgelaufen. Arbeiten Sie wie gewohnt weiter und informieren Sie Ihren Softwarehersteller; nach der Erneuerung wird die Anfrage automatisch wiederholt.',
      en: 'No result yet: the pharmacy’s certificate has expired. Carry on with your work as usual and tell your software vendor; the request will be asked again automatically after renewal.',
    },
    it: {
      fr: 'Faites renouveler le certificat (support de second niveau de l’Agence eSanté) et remplacez certificate.p12 et passphrase sous OFFICINE_CREDENTIALS_DIR/<pharmacy> : ils sont relus sans redémarrage. Suivez les rappels à 30, 14, 7 et 1 jours dans officine.vendor.<vendor>.notices.v1.',
      de: 'Lassen Sie das Zertifikat erneuern (Second-Level-Support der Agence eSanté) und ersetzen Sie certificate.p12 und passphrase unter OFFICINE_CREDENTIALS_DIR/<pharmacy>: Sie werden ohne Neustart gelesen. Beachten Sie die Hinweise 30, 14, 7 und 1 Tag vor Ablauf in officine.vendor.<vendor>.notices.v1.',
      en: 'Have the certificate renewed (second-level support of Agence eSanté) and replace certificate.p12 and passphrase under OFFICINE_CREDENTIALS_DIR/<pharmacy>: they are read without a restart. Watch for the notices 30, 14, 7 and 1 days ahead in officine.vendor.<vendor>.notices.v1.',
    },
  },
  'blocked-by-mysecu': {
    counter: {
      fr: 'Pas encore de résultat : mySecu a bloqué l’accès à ce service. Continuez votre travail comme d’habitude et prévenez l’éditeur de votre logiciel, la demande sera reposée automatiquement après le déblocage.',
      de: 'Noch kein Ergebnis: mySecu hat den Zugang zu diesem Dienst gesperrt. Arbeiten Sie wie gewohnt weiter und informieren Sie Ihren Softwarehersteller; nach der Freigabe wird die Anfrage automatisch wiederholt.',
      en: 'No result yet: mySecu has blocked access to this service. Carry on with your work as usual and tell your software vendor; the request will be asked again automatically once the block is lifted.',
    },
    it: {
      fr: 'La plateforme peut bloquer sans préavis en cas de faille de sécurité : n’essayez pas de contourner le blocage. Demandez-en la raison à heldes@secu.lu avec correlationId, et informez le support de second niveau de l’Agence eSanté.',
      de: 'Die Plattform darf bei einer Sicherheitslücke ohne Vorankündigung sperren: Umgehen Sie die Sperre nicht. Erfragen Sie den Grund mit der correlationId bei heldes@secu.lu und informieren Sie den Second-Level-Support der Agence eSanté.',
      en: 'The platform may block access without notice over a security flaw: do not try to work around it. Ask heldes@secu.lu for the reason, quoting the correlationId, and inform the second-level support of Agence eSanté.',
    },
  },
} as const satisfies Record<string, Advice>;
