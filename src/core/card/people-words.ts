import { instantText } from '../documents/instant-text.ts';
import { counted, listed, quoted, unstopped } from '../prose.ts';
import type { RolloutEvent } from '../rollout/events.ts';
import { formatDuration } from '../time.ts';
import type { Tone } from './card.ts';

type Of<K extends RolloutEvent['kind']> = Extract<RolloutEvent, { kind: K }>;

export type PeopleEvent =
  | Of<'ticked'>
  | Of<'boxes-reminded'>
  | Of<'ci-observed'>
  | Of<'notice-sent'>
  | Of<'notice-due'>
  | Of<'tasks-opened'>
  | Of<'task-done'>
  | Of<'task-reminded'>;

const ciTones: { readonly [S in Of<'ci-observed'>['state']]: Tone } = {
  green: 'good',
  failing: 'bad',
  pending: 'moving',
  none: 'warning',
  unknown: 'warning',
};

/** Events about what people must do, as one sentence. @param by ` by Ana`, or empty when nobody is known */
export function tellPeople(event: PeopleEvent, by: string): { tone: Tone; sentence: string } {
  switch (event.kind) {
    case 'ticked':
      return { tone: event.done ? 'good' : 'warning', sentence: ticked(event, by) };
    case 'boxes-reminded':
      return {
        tone: 'warning',
        sentence: `Only the checklist holds it now: ${words(event.open)} ${event.open.length === 1 ? 'is' : 'are'} not ticked. Type \`tick\` with the words or the number of a box.`,
      };
    case 'ci-observed':
      return {
        tone: ciTones[event.state],
        sentence: `CI, commit ${event.commit.slice(0, 12)}: ${unstopped(event.sentence)}.`,
      };
    case 'notice-sent':
      return {
        tone: event.late > 0 ? 'warning' : 'moving',
        sentence: `Customers are told${by}${event.resolved === true ? ' that it is over,' : ''} through ${listed(event.through)}: ${quoted(event.subject)}.${event.late > 0 ? ` The lead time was missed by ${formatDuration(event.late)}.` : ''}`,
      };
    case 'notice-due':
      return { tone: 'warning', sentence: updateDue(event) };
    case 'tasks-opened':
      return {
        tone: 'warning',
        sentence: `Follow-up for people: ${words(event.tasks.map(({ text }) => text))}. Type \`done\` with the words of a task when it is.`,
      };
    case 'task-done':
      return {
        tone: event.done ? 'good' : 'warning',
        sentence: `Follow-up task ${quoted(event.text)} was ${event.done ? 'done' : 'opened again'}${by}.`,
      };
    case 'task-reminded':
      return {
        tone: 'warning',
        sentence: `${counted(event.open.length, 'follow-up task')} of this rollback ${event.open.length === 1 ? 'is' : 'are'} still open: ${words(event.open)}.`,
      };
  }
}

function ticked({ text, done, unseen }: Of<'ticked'>, by: string): string {
  const what = `${quoted(text)} was ${done ? 'ticked' : 'opened again'}${by}`;
  return unseen === undefined ? `${what}.` : `${what}, for Belay cannot see it: ${unstopped(unseen)}.`;
}

function words(texts: readonly string[]): string {
  return listed(texts.map(quoted));
}

function updateDue({ template, since, last }: Of<'notice-due'>): string {
  const next = `Type \`notice ${template}\` to draft what they are told next, with \`--resolved\` when it is over, and send it with \`--send\`.`;
  return `Customers wait to hear more: they were told by the notice ${template} at ${instantText(since)}. ${next}${last ? ' This is the last reminder.' : ''}`;
}
