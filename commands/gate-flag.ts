import type { FlagSpec } from '../src/core/command/spec.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Call } from './command.ts';

/** Binds a vote to the request it answers: a button pressed late must not decide another question. */
export const gateFlag: FlagSpec = {
  name: 'gate',
  value: 'text',
  description: 'The number of the request you saw; refused when another one is open by now.',
};

export function gateNumber(call: Call): number | null | Refusal {
  const typed = call.parsed.flags['gate'];
  if (typed === undefined) return null;
  if (typed !== true && /^[1-9]\d{0,5}$/.test(typed)) return Number(typed);
  return refuse(
    'bad-gate',
    `\`--gate\` takes the number of the request, such as \`--gate 2\`. Nothing was recorded.`,
  );
}
