import { plainLine } from '../prose.ts';
import type { Instant } from '../time.ts';
import { facts, heading, paragraph } from './blocks.ts';
import type { Block, DocumentTree } from './tree.ts';

/** A person who has a role now, in words. */
export interface HolderWords {
  readonly name: string;
  /** `in belay.yml`, `by the schedule P123 of oncall until 2026-12-01 08:00 UTC` */
  readonly how: string;
  /** How to call them; null when that is not declared, or not to be shown here. */
  readonly contact: string | null;
}

export interface RoleWords {
  readonly role: string;
  readonly holders: readonly HolderWords[];
  /** Where it is asked who has it besides; empty for a role that belay.yml alone gives. */
  readonly sources: readonly string[];
  /** How to reach all of them together. */
  readonly contact: string | null;
  /** What could not be found out. */
  readonly unknown: readonly string[];
}

/** Who has which role now, by what, and how to reach them. @param hidden numbers and addresses are not shown here */
export function whoDocument(roles: readonly RoleWords[], hidden: boolean, now: Instant): DocumentTree {
  const [only] = roles;
  const title = roles.length === 1 && only !== undefined ? `Who has ${only.role}` : 'Who has which role';
  const names = only?.holders.map(({ name }) => plainLine(name)) ?? [];
  const summary =
    roles.length === 1 && only !== undefined
      ? `${only.role}: ${names.length === 0 ? 'nobody now, as far as can be told' : names.join(', ')}.`
      : `${roles.length} roles.`;
  return {
    title,
    summary,
    draftedBy: 'template',
    draftedWhy: 'Asked of belay.yml, the log and whoever keeps the groups; no model was asked.',
    at: now,
    blocks: [
      ...roles.flatMap((role) => blocksOf(role, roles.length > 1)),
      ...(hidden ? [paragraph(hiddenSentence)] : []),
    ],
  };
}

const hiddenSentence =
  'Telephone numbers and addresses are not shown on GitHub. Type the same in a chat, on the console or in the terminal.';

function blocksOf(
  { role, holders, sources, contact, unknown }: RoleWords,
  titled: boolean,
): readonly Block[] {
  const rows = holders.map(
    (one) =>
      [
        plainLine(one.name),
        plainLine(one.contact === null ? one.how : `${one.how} · ${one.contact}`),
      ] as const,
  );
  const together = contact === null ? [] : [['all of them', plainLine(contact)] as const];
  const from = sources.length === 0 ? '' : ` It is held through ${sources.join(' or ')}.`;
  const nobody = `Nobody has it now, as far as can be told.${from}`;
  return [
    ...(titled ? [heading(role)] : []),
    ...(holders.length === 0 ? [paragraph(nobody)] : []),
    ...(rows.length + together.length === 0 ? [] : [facts(...rows, ...together)]),
    ...unknown.map((why) => paragraph(`Not everything could be found out: ${why}`)),
  ];
}
