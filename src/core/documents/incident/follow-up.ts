import { versionWords } from '../../card/version-words.ts';
import { quoted, unstopped } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Rollout } from '../../rollout/state.ts';
import { boxes, type ChecklistItem, heading, item, paragraph } from '../blocks.ts';
import { looksOf } from '../figures/metric-figures.ts';
import type { Breach } from '../release/breach.ts';
import type { Block } from '../tree.ts';

/** What is open after a rollback: what Belay can see for itself first, then what only people can do. */
export function followUpBlocks(rollout: Rollout, events: readonly Recorded[], breach: Breach): Block[] {
  return [
    heading('Follow-up'),
    boxes([...undone(rollout, events), ...blind(events), ...forPeople(rollout, breach)]),
    paragraph(
      rollout.plan.rollback.tasks === undefined
        ? 'A box that is ticked was seen by Belay; the others wait for a person.'
        : 'A box that is ticked was seen by Belay. The others are tasks for people: `tasks` shows by when, `done` says that one is done.',
    ),
  ];
}

function forPeople({ plan }: Rollout, { account }: Breach): readonly ChecklistItem[] {
  const version = versionWords(plan.canary.version);
  const { tasks } = plan.rollback;
  // The plan's own are tracked to done: others beside them would be forgotten.
  if (tasks !== undefined) return tasks.list.map(({ text }) => item(`${unstopped(text)}.`, null));
  if (account.cause.kind === 'gate')
    return [
      item(`It is decided whether ${version} is released again, when, and who approves it then.`, null),
    ];
  const seen = 'A check is added to the plan that would have seen what the person saw.';
  return [
    item(`${version} is not released again before its cause is known.`, null),
    item('The cause is found and written down, with what would have shown it earlier.', null),
    ...(account.cause.kind === 'person' ? [item(seen, null)] : []),
    item('What customers noticed is known, and they are told if they did.', null),
  ];
}

/** Preparation that a rollback takes back, and preparation that stays as it was left. */
function undone({ plan, begun }: Rollout, events: readonly Recorded[]): readonly ChecklistItem[] {
  return begun.flatMap((index) => {
    const step = plan.prepare[index];
    if (step === undefined) return [];
    const name = quoted(step.name);
    if (step.undo === null)
      return [item(`Step ${name} has nothing that undoes it: see whether what it changed may stay.`, null)];
    const ended = events.findLast(
      ({ event }) => event.kind === 'step-finished' && event.phase === 'undo' && event.name === step.name,
    )?.event;
    if (ended?.kind !== 'step-finished') return [item(`Step ${name} is undone.`, false, 'not run yet')];
    return [item(`Step ${name} is undone.`, ended.succeeded, ended.sentence)];
  });
}

/** A check that could have acted and had nothing to go by when it mattered. */
function blind(events: readonly Recorded[]): readonly ChecklistItem[] {
  const last = looksOf(events).findLast(({ event }) => event.stage !== null);
  const silent = last?.event.verdicts.filter(({ verdict }) => verdict === 'no-data') ?? [];
  return silent.length === 0
    ? []
    : [item('Checks that had no data at the last look have data again.', false, `${silent.length} had none`)];
}
