import { constants, setPriority } from 'node:os';

/** Whoever draws waits for whoever moves traffic. On Linux a priority is a thread's own; elsewhere it would be everybody's. */
export function stayBehindOthers(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A container may forbid it; then it draws like everybody else.
  }
}
