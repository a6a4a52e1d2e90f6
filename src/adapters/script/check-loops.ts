import type { While } from 'unbash';

/** A loop whose condition can never change would run until somebody ends it. */
export function loopProblem({ kind, clause }: While): string | null {
  const [only] = clause.commands;
  if (clause.commands.length !== 1 || only?.command.type !== 'Command') return null;
  const name = only.command.name?.value;
  const never = kind === 'while' ? name === 'true' || name === ':' : name === 'false';
  return never ? 'this loop never ends' : null;
}
