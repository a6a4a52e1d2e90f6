import type { Config, Person } from '../src/config/config.ts';
import type { Delegation } from '../src/core/delegations/events.ts';
import { endText, readEnd, refuseLoan } from '../src/core/delegations/lend.ts';
import { loansDocument } from '../src/core/documents/loans.ts';
import { RoleName } from '../src/core/ids.ts';
import { nearest } from '../src/core/nearest.ts';
import { plainLine, quoted } from '../src/core/prose.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import { type Instant, parseDuration } from '../src/core/time.ts';
import type { Call, Command, Desk } from './command.ts';
import { knownRole } from './known-roles.ts';

export const delegate: Command = {
  spec: {
    name: 'delegate',
    aliases: ['lend'],
    summary:
      'Lend a role of yours to somebody until a day, at most 30 days; without a role, list what is lent.',
    usage: [
      'delegate sre-oncall to bo until 2026-12-01 "on holiday"',
      'delegate sre-oncall to bo --for 3d',
      'delegate --end sre-oncall',
      'delegate',
    ],
    args: [
      { name: 'role', required: false, description: 'A role that you have yourself.', kind: 'text' },
      {
        name: 'person',
        required: false,
        before: 'to',
        description: 'Who may act with it besides you.',
        kind: 'person',
      },
      {
        name: 'until',
        required: false,
        before: 'until',
        description: 'The last day in UTC, such as 2026-12-01, or a moment such as 2026-12-01T08:00Z.',
        kind: 'text',
      },
      { name: 'reason', required: false, rest: true, description: 'Why, for the log.', kind: 'text' },
    ],
    flags: [
      { name: 'for', value: 'duration', description: 'How long, instead of a day: `3d`, `12h`.' },
      { name: 'end', value: 'text', description: 'Take this role back now.' },
    ],
    verb: 'delegate',
    kind: 'acts',
    group: 'people',
  },
  async run(call, desk) {
    const { role, person } = call.parsed.args;
    const ended = call.parsed.flags['end'];
    if (typeof ended === 'string') return takeBack(call, desk, ended);
    if (role === undefined) return list(call, desk);
    const wanted = readLoan(call, desk, role, person);
    return 'kind' in wanted ? wanted : lend(call, desk, wanted);
  },
};

interface Wanted {
  readonly role: RoleName;
  readonly borrower: Person;
  readonly until: Instant;
}

function readLoan(call: Call, { config }: Desk, typed: string, person: string | undefined): Wanted | Refusal {
  const known = knownRole(config, typed);
  if ('kind' in known) return known;
  const [role] = known;
  if (person === undefined) {
    return refuse('no-person', `Say to whom: \`delegate ${role} to PERSON --for 3d\`. Nothing was lent.`);
  }
  const borrower = config.people.find(({ id }) => id === person);
  if (borrower === undefined) return unknownPerson(config, person);
  const until = endOf(call);
  if (until === null) {
    return refuse(
      'no-end',
      `A role is lent until a day, which is said: \`delegate ${role} to ${borrower.id} until 2026-12-01\`, or \`--for 3d\`. Nothing was lent.`,
    );
  }
  return { role, borrower, until };
}

/** Null when none is said, or none that is a day. */
function endOf({ parsed, now }: Call): Instant | null {
  const lasts = parsed.flags['for'];
  if (typeof lasts === 'string') {
    const millis = parseDuration(lasts);
    return millis === null ? null : now + millis;
  }
  const { until } = parsed.args;
  return until === undefined ? null : readEnd(until);
}

async function lend(call: Call, desk: Desk, { role, borrower, until }: Wanted): Promise<Reply> {
  const { now, actor } = call;
  // Also what is found out elsewhere: a role from a group or a schedule can be lent too.
  const speaker = await call.resolve(call.speaker, [role]);
  const lender = speaker.person;
  const owner = speaker.lent?.[role];
  const standing = await desk.store.delegations.standing([lender], now);
  const refused = refuseLoan(
    { lender, role, borrower: borrower.id, until },
    {
      now,
      holds: speaker.roles.includes(role) && owner === undefined,
      lentBy: owner === undefined ? null : nameOf(desk.config, owner),
      current: standing.find((one) => one.role === role) ?? null,
      borrowerName: borrower.name,
    },
  );
  if (refused !== null) return refused;
  const reason = call.parsed.args['reason'] ?? '';
  const wanted: Delegation = { lender, role, borrower: borrower.id, since: now, until, reason };
  const made = await desk.store.delegations.lend(wanted, actor);
  if (made.borrower !== wanted.borrower) {
    return refuse(
      'lent-already',
      `You have just lent ${role} to ${nameOf(desk.config, made.borrower)}. Nothing else was lent.`,
    );
  }
  const why = reason === '' ? '' : ` (${quoted(reason)})`;
  return {
    kind: 'done',
    sentence: `${plainLine(borrower.name)} has ${role} from you until ${endText(until)}${why}, as long as you have it yourself. You keep it; of your two votes at one gate one counts. \`delegate --end ${role}\` takes it back.`,
    rollout: null,
  };
}

async function takeBack(call: Call, desk: Desk, typed: string): Promise<Reply> {
  const role = RoleName.safeParse(typed).data;
  const ended =
    role !== undefined && (await desk.store.delegations.end(call.speaker.person, role, call.actor, call.now));
  if (role === undefined || !ended) {
    return refuse(
      'not-lent',
      `You lend no role \`${plainLine(typed)}\`. \`delegate\` lists what is lent; nothing was changed.`,
    );
  }
  return { kind: 'done', sentence: `${role} is yours alone again.`, rollout: null };
}

async function list({ now }: Call, { config, store }: Desk): Promise<Reply> {
  const standing = await store.delegations.standing(
    config.people.map(({ id }) => id),
    now,
  );
  return { kind: 'document', tree: loansDocument(standing, (id) => nameOf(config, id), now) };
}

function nameOf({ people }: Pick<Config, 'people'>, person: string): string {
  return plainLine(people.find(({ id }) => id === person)?.name ?? person);
}

function unknownPerson({ people }: Pick<Config, 'people'>, typed: string): Refusal {
  const known = people.map(({ id }) => id);
  const near = nearest(typed, known);
  const hint =
    near === null
      ? 'Roles are lent to people of belay.yml, by their keys there.'
      : `Did you mean \`${near}\`?`;
  return refuse('unknown-person', `There is nobody \`${plainLine(typed)}\`. ${hint} Nothing was lent.`);
}
