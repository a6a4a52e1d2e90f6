/** How much of a card is shown. A card is one message for its whole life, so what is long is folded and never split. */
export interface CardDetail {
  /** Characters of one sentence. */
  readonly sentence: number;
  /** Characters of a name: of a person, a rule, a stage. */
  readonly name: number;
  readonly stages: number;
  readonly checks: number;
  /** Characters of addresses where checks can be looked up, of all of them together. */
  readonly links: number;
  readonly people: number;
  readonly decisions: number;
  readonly remarks: number;
  readonly actions: number;
  /** Lines of commands; one that is longer than a sentence is left to the file, because half a command does harm. */
  readonly undo: number;
}

/** The fullest first. The last fits whatever the card says. */
export const cardDetails: readonly CardDetail[] = [
  {
    sentence: 1500,
    name: 150,
    stages: 8,
    checks: 15,
    links: 4000,
    people: 12,
    decisions: 6,
    remarks: 10,
    actions: 25,
    undo: 12,
  },
  {
    sentence: 600,
    name: 100,
    stages: 6,
    checks: 8,
    links: 1000,
    people: 8,
    decisions: 3,
    remarks: 6,
    actions: 10,
    undo: 6,
  },
  {
    sentence: 250,
    name: 60,
    stages: 4,
    checks: 4,
    links: 0,
    people: 4,
    decisions: 1,
    remarks: 4,
    actions: 6,
    undo: 4,
  },
  {
    sentence: 100,
    name: 40,
    stages: 3,
    checks: 2,
    links: 0,
    people: 2,
    decisions: 1,
    remarks: 3,
    actions: 5,
    undo: 2,
  },
];
