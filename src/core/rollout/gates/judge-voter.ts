import { listed, quoted } from '../../prose.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import type { Instant } from '../../time.ts';
import type { Rollout, Vote } from '../state.ts';
import type { Confirmed, Person } from '../wish.ts';
import type { OpenRequest } from './open-request.ts';
import { claimsOf, tally, wanting } from './tally-votes.ts';

/** The vote as it may be recorded, or why it cannot count. */
export function judgeVoter(
  rollout: Rollout,
  request: OpenRequest,
  by: Person,
  now: Instant,
  byToken = false,
): (Vote & { readonly kind: 'vote' }) | Refusal {
  const { rules, requester, votes } = request;
  const mayOwn = rules.requesterMayApprove && !byToken;
  const own = mayOwn || requester.kind !== 'person' ? null : requester.person;
  if (own === by.person) {
    const instead = rules.requesterMayApprove
      ? 'and a token does not approve that. Approve it yourself, or let somebody else'
      : 'so somebody else has to approve it';
    return refuse('own-rollout', `You asked for ${what(rollout, request)} yourself, ${instead}.`);
  }
  const vote = voteOf(by, now);
  const allowed = own === null ? vote : voteOf(withoutLender(by, own), now);
  if (claimsOf(rules, allowed).length === 0) {
    return claimsOf(rules, vote).length === 0
      ? notOfTheRoles(rollout, request, by)
      : refuse(
          'own-rollout',
          `Your right to approve is lent to you by whoever asked for ${what(rollout, request)}, so it counts as theirs. Somebody else has to approve it.`,
        );
  }
  const [before, after] = [tally(rules, votes), tally(rules, [...votes, allowed])];
  if (after.counted.length <= before.counted.length && wanting(after) >= wanting(before)) {
    return refuse(
      'right-used',
      `The right you would approve ${rollout.id} with counts already: a lent role is one person's, whoever uses it. Somebody else has to approve.`,
    );
  }
  return { ...allowed, kind: 'vote' };
}

/**
 * A no to a rollback keeps a version where it is, so it takes somebody whose yes could count; whoever asked for it can
 * take that back. A no to a release needs no such thing: it leads to stable.
 */
export function judgeRefuser(
  rollout: Rollout,
  request: OpenRequest,
  by: Person,
  now: Instant,
): Refusal | null {
  const { requester, rules } = request;
  const asked = requester.kind === 'person' && requester.person === by.person;
  return asked || claimsOf(rules, voteOf(by, now)).length > 0 ? null : notOfTheRoles(rollout, request, by);
}

function what({ id }: Rollout, { kind }: OpenRequest): string {
  return kind === 'rollback' ? `the rollback of ${id}` : id;
}

function voteOf({ person, roles, lent }: Person, at: Instant): Vote {
  return { person, roles, at, ...(lent === undefined ? {} : { lent }) };
}

/** Roles that somebody lent who may not approve here are worth nothing here. */
function withoutLender(by: Person, lender: string): Person {
  const lent = by.lent ?? {};
  return {
    ...by,
    roles: by.roles.filter((role) => lent[role] !== lender),
    lent: Object.fromEntries(Object.entries(lent).filter(([, whose]) => whose !== lender)),
  };
}

function notOfTheRoles({ id }: Rollout, { gate, rules }: OpenRequest, by: Person): Refusal {
  const wanted = [...new Set([...rules.roles, ...(rules.each ?? [])])];
  if (wanted.length === 0) {
    return refuse(
      'role',
      `Gate ${gate} of ${id} asks ${listed(rules.everybody ?? [])} by name, and you are not among them. Nothing was recorded.`,
    );
  }
  const who = listed(wanted, 'or');
  return refuse(
    'role',
    `Gate ${gate} of ${id} needs ${who}; you have ${by.roles.join(', ') || 'no role'}. Nothing was recorded.`,
    wanted,
  );
}

/** Every statement is confirmed by everybody who approves, so that nobody approves what they have not read. */
export function unconfirmed(
  { id }: Rollout,
  { gate, rules }: OpenRequest,
  confirm: Confirmed,
): Refusal | null {
  const statements = rules.confirms ?? [];
  const odd = confirm === 'all' ? [] : confirm.filter((number) => number > statements.length);
  if (statements.length > 0 && odd.length > 0) {
    return refuse(
      'bad-confirm',
      `Gate ${gate} of ${id} has statements 1 to ${statements.length}, and no number ${listed(odd.map(String))}. Nothing was recorded.`,
    );
  }
  const open = statements.flatMap((text, index) =>
    confirm === 'all' || confirm.includes(index + 1) ? [] : [`${index + 1}. ${quoted(text)}`],
  );
  if (open.length === 0) return null;
  return refuse(
    'unconfirmed',
    `Whoever approves gate ${gate} of ${id} confirms each statement. Not confirmed: ${open.join('; ')}. Nothing was recorded. When they are true, type \`approve ${id} --gate ${gate} --confirm all\`.`,
  );
}
