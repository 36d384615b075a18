/** A text in the three languages of a pharmacy in Luxembourg: plain text, no markup, no personal data. */
export interface Text {
  readonly fr: string;
  readonly de: string;
  readonly en: string;
}

/** What to do about an outcome, said twice because its two readers need different words. */
export interface Advice {
  /** For the person at the pharmacy counter, with a patient in front. */
  readonly counter: Text;
  /** For the IT provider of the pharmacy-software vendor: settings, topics, commands, contacts. */
  readonly it: Text;
}
