import type { Advice } from './advice.ts';

/** The advice for any anomaly that CNS lists with its answer; the institution's own message stands beside it. */
export const anomalyAdvice = {
  counter: {
    fr: 'La CNS a joint cette remarque à sa réponse : lisez-la avec le résultat. Si elle n’est pas claire, appelez d’abord l’éditeur de votre logiciel.',
    de: 'Die CNS hat ihrer Antwort diesen Hinweis beigefügt: Bitte lesen Sie ihn zusammen mit dem Ergebnis. Wenn er unklar ist, rufen Sie zuerst Ihren Softwarehersteller an.',
    en: 'CNS attached this remark to its answer: please read it together with the result. If it is unclear, call your software vendor first.',
  },
  it: {
    fr: 'Recherchez type, code et reason dans la documentation du modèle de message fournie par la CNS : Officine les transmet tels quels. Sans explication, écrivez à heldes@secu.lu avec correlationId.',
    de: 'Schlagen Sie type, code und reason in der Dokumentation des Nachrichtenmodells der CNS nach: Officine gibt sie unverändert weiter. Bleibt die Bedeutung offen, schreiben Sie mit der correlationId an heldes@secu.lu.',
    en: 'Look up type, code and reason in the message model documentation supplied by CNS: Officine passes them on as received. If they remain unexplained, write to heldes@secu.lu with the correlationId.',
  },
} as const satisfies Advice;
