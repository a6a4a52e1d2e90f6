import { instantText } from '../documents/instant-text.ts';
import { plainLine, quoted, unstopped } from '../prose.ts';
import type { RolloutEvent } from '../rollout/events.ts';
import type { Tone } from './card.ts';
import type { PersonName } from './names.ts';

type Of<K extends RolloutEvent['kind']> = Extract<RolloutEvent, { kind: K }>;

export type GateEvent =
  | Of<'approval-reminded'>
  | Of<'approval-escalated'>
  | Of<'rollback-requested'>
  | Of<'rollback-request-renewed'>
  | Of<'rollback-refused'>
  | Of<'advance-blocked'>
  | Of<'advance-unblocked'>
  | Of<'muted'>
  | Of<'unmuted'>
  | Of<'handed-over'>
  | Of<'procedure-step'>
  | Of<'paged'>
  | Of<'marked'>;

interface Told {
  readonly tone: Tone;
  readonly sentence: string;
}

/** Events about who must say yes and what stands in the way, as one sentence. @param by ` by Ana`, or empty */
export function tellGates(event: GateEvent, by: string, personName: PersonName): Told {
  switch (event.kind) {
    case 'approval-reminded':
      return warning(
        `The request for approval expires at ${instantText(event.expiresAt)}; missing: ${event.missing}.`,
      );
    case 'approval-escalated':
      return warning(stop(event.sentence));
    case 'rollback-requested':
      return bad(
        `A rollback was asked for${by} and needs approval: ${quoted(event.reason)}. It is paused meanwhile, and triggers keep acting; \`rollback --emergency\` does not wait.`,
      );
    case 'rollback-request-renewed':
      return bad(`Nobody has decided about the rollback yet; people are asked again.`);
    case 'rollback-refused':
      return warning(`${personName(event.person)} refused the rollback: ${quoted(event.reason)}.`);
    case 'advance-blocked':
      return warning(`It goes no further for now: ${stop(event.sentence)}`);
    case 'advance-unblocked':
      return { tone: 'moving', sentence: `${unblocked[event.by]}; it may go on.` };
    case 'muted':
      return warning(
        `${quoted(ruleOf(event.check))} is muted${by} until ${instantText(event.until)}: ${quoted(event.reason)}.`,
      );
    case 'unmuted':
      return { tone: 'good', sentence: `${quoted(ruleOf(event.check))} counts again${by}.` };
    case 'handed-over':
      return {
        tone: 'quiet',
        sentence: `${personName(event.to)} answers for it from here on${by === '' ? '' : `, handed over${by}`}${event.reason === null ? '' : `: ${quoted(event.reason)}`}.`,
      };
    case 'procedure-step':
      return { tone: event.succeeded ? 'good' : 'bad', sentence: stop(event.sentence) };
    case 'paged':
      return event.succeeded ? warning(stop(event.sentence)) : bad(stop(event.sentence));
    case 'marked':
      return {
        tone: 'quiet',
        sentence: `Marked${by} as ${marks[event.as]}${event.reason === null ? '' : `: ${quoted(event.reason)}`}.`,
      };
  }
}

/** A check's id is its action and its rule; people know it by its rule. */
function ruleOf(check: string): string {
  return check.replace(/^(?:rollback|pause|warn|criterion): /, '');
}

const marks: { readonly [K in Of<'marked'>['as']]: string } = {
  needless: 'a rollback that was not needed',
  escaped: 'a release that let an issue through',
  sound: 'sound',
};

const unblocked: { readonly [K in Of<'advance-unblocked'>['by']]: string } = {
  freeze: 'The freeze window is over',
  order: 'Releases are no longer frozen',
  incident: 'No incident is open any more',
  'staffed-hours': 'The staffed hours have begun',
  train: 'The rollouts before it in its train have come far enough',
  requirement: 'What the stage requires is met',
  lock: 'Its service is not locked any more',
  notice: 'It was announced long enough ago',
};

function warning(sentence: string): Told {
  return { tone: 'warning', sentence };
}

function bad(sentence: string): Told {
  return { tone: 'bad', sentence };
}

function stop(sentence: string): string {
  return `${unstopped(plainLine(sentence))}.`;
}
