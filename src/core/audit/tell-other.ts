import { z } from 'zod';
import { LevelEvent } from '../budget/events.ts';
import { levelWords, shareWords } from '../budget/words.ts';
import type { PersonName } from '../card/names.ts';
import { DelegationEvent } from '../delegations/events.ts';
import { instantText } from '../documents/instant-text.ts';
import { FreezeEvent } from '../freezes/order.ts';
import { LockEvent } from '../locks/events.ts';
import { plainLine, quoted } from '../prose.ts';
import { TokenEvent } from '../tokens/token.ts';

const Known = z.union([LockEvent, FreezeEvent, DelegationEvent, LevelEvent, TokenEvent]);
type Known = z.infer<typeof Known>;

/** An event of something else than a rollout, as one sentence. What nobody has words for is told by its fields. */
export function tellOther(stream: string, data: unknown, personName: PersonName): string {
  const known = Known.safeParse(data);
  return known.success ? tellKnown(known.data, personName) : tellFields(stream, data);
}

function tellKnown(event: Known, personName: PersonName): string {
  switch (event.kind) {
    case 'locked': {
      const ends =
        event.until !== undefined
          ? ` until ${instantText(event.until)}`
          : event.while !== undefined
            ? ` while ${event.while} is under way`
            : '';
      return `${event.service} in ${event.environment} was locked by ${personName(event.owner)}${ends}: ${quoted(event.reason)}.`;
    }
    case 'unlocked':
      return `${event.service} in ${event.environment} was opened.`;
    case 'frozen': {
      const until = event.until === undefined ? '' : ` until ${instantText(event.until)}`;
      return `Releases ${scope(event.environment)} were frozen${until}: ${quoted(event.reason)}.`;
    }
    case 'unfrozen':
      return `Releases ${scope(event.environment)} are frozen no more.`;
    case 'delegated':
      return `${personName(event.lender)} lent the role ${event.role} to ${personName(event.borrower)} until ${instantText(event.until)}: ${quoted(event.reason)}.`;
    case 'delegation-ended':
      return `${personName(event.lender)} has the role ${event.role} alone again.`;
    case 'budget-level':
      return `Error budget ${event.budget} of ${event.service} in ${event.environment}: ${shareWords(event.remaining)} left, ${levelWords[event.level]}.`;
    case 'token-created':
      return `The token ${quoted(event.name)} (${event.id}) was made for ${personName(event.person)}, good until ${instantText(event.expiresAt)}, for ${event.scopes.join(', ')}.`;
    case 'token-revoked':
      return `The token ${event.id} was revoked.`;
    case 'token-refused':
      return `The token ${event.id} was refused ${event.times === 1 ? 'once' : `${event.times} times`}: ${event.why}.`;
  }
}

function scope(environment: string): string {
  return environment === '*' ? 'everywhere' : `to ${environment}`;
}

/** Characters of one value, and values of one event. */
const longest = 60;
const most = 8;

/** Never what could be a secret. */
const hidden = /secret|hash|password|key|prompt|text|body/iu;

function tellFields(stream: string, data: unknown): string {
  const fields = typeof data === 'object' && data !== null ? Object.entries(data) : [];
  const kind =
    fields.find(([name, value]) => name === 'kind' && typeof value === 'string')?.[1] ?? 'an event';
  const shown = fields
    .filter(([name, value]) => name !== 'kind' && !hidden.test(name) && isPlain(value))
    .slice(0, most)
    .map(([name, value]) => `${plainLine(name)} ${short(String(value))}`);
  return `${short(stream)}: ${short(String(kind))}${shown.length === 0 ? '' : ` (${shown.join(', ')})`}.`;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function short(value: string): string {
  const characters = Array.from(plainLine(value));
  return characters.length > longest ? `${characters.slice(0, longest).join('')}…` : characters.join('');
}
