/** How much a model may write; characters as people see them, cited facts as they are shown. */
export interface DraftLimits {
  readonly segment: number;
  readonly paragraph: number;
  readonly paragraphs: number;
  readonly section: number;
  readonly hypothesis: number;
  readonly hypotheses: number;
  readonly choices: number;
  readonly total: number;
}

export const draftLimits: DraftLimits = {
  segment: 400,
  paragraph: 1000,
  paragraphs: 6,
  section: 3000,
  hypothesis: 400,
  hypotheses: 5,
  choices: 50,
  total: 10_000,
};
