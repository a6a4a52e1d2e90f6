export interface Redacted {
  readonly text: string;
  /** How many were taken out. */
  readonly secrets: number;
}

/** Takes secrets out of a text. Never throws: a text that could not be looked through is withheld. */
export type Redact = (text: string) => Promise<Redacted>;
