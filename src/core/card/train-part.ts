import type { Rollout } from '../rollout/state.ts';
import { wantedWeight } from '../rollout/wanted.ts';
import type { Coach } from '../trains/coach.ts';
import { waitsFor } from '../trains/forward.ts';
import { inTrain, type Member } from '../trains/members.ts';
import type { CardTrain } from './card.ts';
import { isPaused, phaseWords } from './phase-words.ts';
import { versionWords } from './version-words.ts';

type Shown = CardTrain['members'][number];

/** The train of a rollout as its card shows it; null when it goes alone, or nobody has looked at the others. */
export function trainPart({ train }: Rollout, members: readonly Member[]): CardTrain | null {
  if (train === null || members.length === 0) return null;
  return {
    id: train.train,
    name: train.name,
    rules: rulesOf(train),
    members: members.map((member) => ({ ...memberOf(member, members) })),
  };
}

function rulesOf({ follows, approval, onFailure }: Coach): string {
  return [
    follows === 'completion' ? 'one position after the other' : 'stage by stage',
    approval === 'one' ? 'one approval for all' : 'each asks for its own approval',
    onFailure === 'roll_back_all' ? 'if one fails, all go back' : 'if one fails, the others pause',
  ].join('; ');
}

function memberOf({ id, service, position, rollout }: Member, members: readonly Member[]): Shown {
  const member = { rollout: id, service, position };
  if (rollout === null) return { ...member, ...unknown, phase: 'not asked for yet', tone: 'warning' };
  if (rollout === 'unreadable') return { ...member, ...unknown, phase: 'cannot be read', tone: 'bad' };
  const { word, tone } = phaseWords(rollout);
  return {
    ...member,
    version: versionWords(rollout.plan.canary.version),
    phase: word,
    tone,
    weight: wantedWeight(rollout),
    waits: waitOf(rollout, members),
  };
}

const unknown = { version: '', weight: 0, waits: null };

function waitOf(rollout: Rollout, members: readonly Member[]): string | null {
  const { phase, id, pause, blocks } = rollout;
  if (isPaused(rollout) && pause !== null) return `somebody to resume it: ${pause.reason}`;
  if (phase.kind === 'waiting' && !phase.opened) return `approval: \`approve ${id}\``;
  if (phase.kind === 'completed') return blocks.train?.sentence ?? null;
  return inTrain(rollout) ? waitsFor(rollout, members) : null;
}
