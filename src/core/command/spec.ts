import type { ItemKind } from '../rollout/open-items.ts';

/** What an argument names. Decides which values are accepted, and what is offered while typing. */
export type ArgumentKind =
  | 'service'
  | 'version'
  | 'environment'
  | 'rollout'
  /** A service or a rollout id. */
  | 'target'
  | 'text'
  | 'person';

export interface ArgumentSpec {
  readonly name: string;
  readonly required: boolean;
  /** Takes all remaining words, so that a reason needs no quotes. At most one, and the last without a keyword. */
  readonly rest?: boolean;
  /** The keyword people may write before it, such as `to` or `in`; it then stands anywhere after the others. */
  readonly before?: string;
  readonly description: string;
  readonly kind: ArgumentKind;
  /** What is open now and offered while typing; words of it may be said too. */
  readonly offers?: ItemKind;
}

export interface FlagSpec {
  /** Without the dashes. */
  readonly name: string;
  readonly value: 'none' | 'text' | 'duration';
  readonly description: string;
  /** Values that are offered while typing; others may be said too. */
  readonly offers?: readonly string[];
  /** With it everything is meant: no target is said, and none is taken from where it was said. */
  readonly everything?: true;
}

/** What belongs together where a platform takes few commands on one level. */
export const commandGroups = {
  safety: 'What must not be released now, and what is not believed.',
  people: 'Who answers for what, and what is still to be done.',
  figures: 'How releases went, what is left of budgets, and who did what.',
  documents: 'Checklists, reports, notices and migrations.',
} as const;
export type CommandGroup = keyof typeof commandGroups;

/** A command as plain data: what the grammar, the help, the reference and the completion are made from. */
export interface CommandSpec {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  /** Whole lines as people type them. */
  readonly usage: readonly string[];
  readonly args: readonly ArgumentSpec[];
  readonly flags: readonly FlagSpec[];
  /** The permission it needs. */
  readonly verb: string;
  /** Another permission that is enough to be heard: the command itself finds out which one it needs. */
  readonly orVerb?: string;
  readonly kind: 'reads' | 'acts';
  /** One sentence: what is being done, and how long it may take. Said to whoever waits more than a moment. */
  readonly slow?: string;
  /** Under which name it stands on Discord; at the top when left out. The text grammar knows no groups. */
  readonly group?: CommandGroup;
}

/**
 * The words that may stand before an argument. People say "to production" and "in production" alike, so
 * both introduce an environment, whichever of them the command declares.
 */
export function keywordsOf(arg: ArgumentSpec): readonly string[] {
  if (arg.before === undefined) return [];
  return arg.kind === 'environment' ? [...new Set([arg.before, 'to', 'in'])] : [arg.before];
}

/** `deploy <service> <version> [to <environment>] [--dry-run] [--reason=<text>]` */
export function usageLine(spec: CommandSpec): string {
  return [
    spec.name,
    ...spec.args.map(argumentUsage),
    ...spec.flags.map((flag) => `[${flagUsage(flag)}]`),
  ].join(' ');
}

export function argumentUsage(arg: ArgumentSpec): string {
  const value = `<${arg.name}${arg.rest === true ? '…' : ''}>`;
  const words = arg.before === undefined ? value : `${arg.before} ${value}`;
  return arg.required ? words : `[${words}]`;
}

export function flagUsage(flag: FlagSpec): string {
  return flag.value === 'none' ? `--${flag.name}` : `--${flag.name}=<${flag.value}>`;
}
