import type { Config, Contact } from '../src/config/config.ts';
import { sourceWords } from '../src/core/access/role-source.ts';
import { endText } from '../src/core/delegations/lend.ts';
import { type HolderWords, type RoleWords, whoDocument } from '../src/core/documents/who.ts';
import type { RoleName } from '../src/core/ids.ts';
import type { Holder } from '../src/ledger/held-roles.ts';
import type { Command, Desk } from './command.ts';
import { knownRole, knownRoles } from './known-roles.ts';

export const who: Command = {
  spec: {
    name: 'who',
    aliases: ['oncall'],
    summary: 'Who has a role now, by what, and how to reach them; without a role, everybody.',
    usage: ['who sre-oncall', 'oncall'],
    args: [{ name: 'role', required: false, description: 'One role instead of all.', kind: 'text' }],
    flags: [],
    verb: 'status',
    kind: 'reads',
    group: 'people',
  },
  async run(call, desk) {
    const typed = call.parsed.args['role'];
    const asked = typed === undefined ? knownRoles(desk.config) : knownRole(desk.config, typed);
    if ('kind' in asked) return asked;
    const hidden = isPublic(desk.config, call.actor.place);
    const roles = await Promise.all(asked.map((role) => wordsOf(desk, role, hidden)));
    return { kind: 'document', tree: whoDocument(roles, hidden, call.now) };
  },
};

/** What is said on GitHub is read by everybody who may read the repository, and sent to them by mail. */
function isPublic({ places }: Pick<Config, 'places'>, name: string): boolean {
  return places.some((place) => place.name === name && place.kind === 'github');
}

async function wordsOf({ config, roles }: Desk, role: RoleName, hidden: boolean): Promise<RoleWords> {
  const { holders, unknown } = await roles.holders(role, 'lately');
  const declared = config.roles.find(({ name }) => name === role);
  const contact = (one: Contact | null) => (one === null || hidden ? null : contactWords(one));
  return {
    role,
    holders: holders.map((holder) => holderWords(config, holder, contact(holder.person.contact))),
    sources: declared?.sources.map(sourceWords) ?? [],
    contact: contact(declared?.contact ?? null),
    unknown,
  };
}

function holderWords(
  { people }: Pick<Config, 'people'>,
  { person, by }: Holder,
  contact: string | null,
): HolderWords {
  const { name } = person;
  switch (by.kind) {
    case 'declared':
      return { name, how: 'in belay.yml', contact };
    case 'source': {
      const until = by.until === null ? '' : ` until ${endText(by.until)}`;
      return { name, how: `through ${sourceWords(by.source)}${until}`, contact };
    }
    case 'loan': {
      const { lender, until } = by.delegation;
      const whose = people.find(({ id }) => id === lender)?.name ?? lender;
      return { name, how: `lent by ${whose} until ${endText(until)}`, contact };
    }
  }
}

const availability = {
  always: 'at any time',
  'business-hours': 'in business hours',
  'escalation-only': 'as an escalation only',
} as const satisfies Record<Contact['available'], string>;

function contactWords({ phone, email, available }: Contact): string {
  const ways = [phone, email].filter((way) => way !== null);
  return [...ways, availability[available]].join(', ');
}
