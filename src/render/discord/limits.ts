/** What Discord takes in one message, counted in UTF-16 code units, which is never fewer than Discord counts. */
export const limits = {
  /** Text of a message without components v2. */
  content: 2000,
  /** All text displays of a message with components v2 together. */
  texts: 4000,
  /** Components of one message, nested ones included. */
  components: 40,
  buttonsPerRow: 5,
  buttonLabel: 80,
  customId: 100,
  modalTitle: 45,
  inputLabel: 45,
  inputPlaceholder: 100,
  threadName: 100,
  /** Alternative text of a picture. */
  description: 1024,
} as const;
