import type { FlagSpec } from '../src/core/command/spec.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Binding } from '../src/core/rollout/wish.ts';
import type { Call } from './command.ts';

/** Binds a vote to the request it answers: a button pressed late must not decide another question. */
const gateFlag: FlagSpec = {
  name: 'gate',
  value: 'text',
  description: 'The number of the request you saw; refused when another one is open by now.',
};

const commitFlag: FlagSpec = {
  name: 'commit',
  value: 'text',
  description: 'The commit you looked at, or its first 7 letters; refused when another one is released.',
};

export const voteFlags: readonly FlagSpec[] = [gateFlag, commitFlag];

/** Binds a promotion to the stage that was seen. */
export const stageFlag: FlagSpec = {
  name: 'stage',
  value: 'text',
  description: 'The stage you saw, counted from 1; refused when the rollout has left it.',
};

/** What a vote is given for: what was typed, and the commit that the speaker has before them where they speak. */
export function bindingOf(call: Call): Binding | Refusal {
  const typed = numberOf(call, 'gate');
  if (typed !== null && typeof typed !== 'number') return typed;
  const gate = typed ?? call.about.gate ?? null;
  const { saidAt } = call;
  const commit = call.parsed.flags['commit'];
  if (commit === undefined) return { gate, commit: call.about.commit ?? null, saidAt };
  if (commit !== true && /^[0-9a-f]{7,64}$/i.test(commit)) return { gate, commit, saidAt };
  return refuse(
    'bad-commit',
    '`--commit` takes a commit or at least its first 7 letters. Nothing was recorded.',
  );
}

export function stageNumber(call: Call): number | null | Refusal {
  return numberOf(call, 'stage');
}

function numberOf(call: Call, flag: 'gate' | 'stage'): number | null | Refusal {
  const typed = call.parsed.flags[flag];
  if (typed === undefined) return null;
  if (typed !== true && /^[1-9]\d{0,5}$/.test(typed)) return Number(typed);
  return refuse(
    `bad-${flag}`,
    `\`--${flag}\` takes a number, such as \`--${flag} 2\`. Nothing was recorded.`,
  );
}
