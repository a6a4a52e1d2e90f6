/** What the terminal's commands end with: done; refused or failed; not understood; no Belay to talk to, or it could not find out. */
export const exitCodes = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
