import type { Card } from '../../core/card/card.ts';
import { versionWords } from '../../core/card/version-words.ts';
import { instantText } from '../../core/documents/instant-text.ts';
import { listed } from '../../core/prose.ts';
import { changeText } from './change.ts';
import { codeSpan, prose, say } from './markdown.ts';

type Approval = NonNullable<Card['approval']>;

/** What is asked, of whom, until when, and how to answer; nothing while nobody is asked. */
export function approvalLines(card: Card, mention: string): readonly string[] {
  const { approval } = card;
  if (approval === null) return [];
  const answer = (verb: string, more = '') =>
    codeSpan(`@${mention} ${verb} ${card.rollout} --gate ${approval.gate}${more}`);
  return [
    `#### Approval needed: ${approval.given.length} of ${approval.needed}`,
    '',
    `- **What:** ${subject(card)} in ${say(card.environment, 100)}: from ${say(approval.stage, 100)} on to **${say(approval.towards, 100)}**.`,
    ...changeLines(card),
    `- **Why now:** ${prose(approval.reason)}`,
    `- **Given:** ${given(approval)}`,
    `- **Who may:** ${whoMay(approval)}`,
    `- **Expires:** ${instantText(approval.expiresAt)}`,
    `- **Answer:** ${answer('approve')} or ${answer('reject', ' "why"')}`,
  ];
}

export function subject({ service, version }: Card): string {
  return `${say(service, 100)} ${codeSpan(versionWords(version))}`;
}

/** What is released, in a list; nothing where nobody told. */
export function changeLines({ source }: Card): readonly string[] {
  return source === null ? [] : [`- **Change:** ${changeText(source)}`];
}

function given({ given: votes }: Approval): string {
  if (votes.length === 0) return 'nobody yet';
  return listed(votes.slice(0, 50).map(({ person, at }) => `${say(person, 100)} (${instantText(at)})`));
}

function whoMay({ roles, eligible }: Approval): string {
  const role =
    roles.length === 0
      ? 'anybody with the right to approve'
      : `a ${listed(
          roles.map((name) => say(name, 63)),
          'or',
        )}`;
  if (eligible.length === 0) return `${role}; nobody else who is declared could do it`;
  const names = eligible.slice(0, 30).map(({ name }) => say(name, 100));
  const more = eligible.length - names.length;
  return `${role}: ${listed(more === 0 ? names : [...names, `${more} more`], 'or')}`;
}

const outcomes: { readonly [O in Card['decisions'][number]['outcome']]: string } = {
  approved: '✅ Approved',
  rejected: '🛑 Rejected',
  expired: '⌛ Expired',
  withdrawn: '⚪ Withdrawn',
  extended: '⏱️ Extended',
};

/** Every gate that was decided: how, by whom, when and why. */
export function decisionLines({ decisions }: Pick<Card, 'decisions'>): readonly string[] {
  return decisions.map(({ gate, stage, outcome, votes, by, reason, at }) => {
    const who = by === null ? '' : ` by ${say(by, 100)}`;
    const yes =
      votes.length === 0
        ? ''
        : `; approvals: ${listed(votes.slice(0, 50).map((vote) => `${say(vote.person, 100)} (${instantText(vote.at)})`))}`;
    const why = reason === null ? '' : `: “${say(reason)}”`;
    return `- ${outcomes[outcome]}${who} at gate ${gate} after ${say(stage, 100)}, ${instantText(at)}${why}${yes}`;
  });
}
