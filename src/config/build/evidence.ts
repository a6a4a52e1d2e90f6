import type { Evidence } from '../../core/checklist/box.ts';
import { nearest } from '../../core/nearest.ts';
import type { Gate } from '../../core/rollout/gates/gate-plan.ts';
import type { Check, Probe, Step } from '../../core/rollout/plan.ts';
import { error, type Path, type Report, warning } from '../mistake.ts';

/** What Belay can see where a box is ticked. */
export interface EvidenceContext {
  /** Of the stage; none where the canary has no traffic. */
  readonly checks: readonly Check[];
  /** Null where nobody is asked. */
  readonly gate: Gate | null;
  /** Those that have run by then. */
  readonly probes: readonly Probe[];
  readonly prepare: readonly Step[];
  /** Error budgets that count for the service there. */
  readonly budgets: readonly string[];
  /** For people: `before the first stage`, `in stage 25%`. */
  readonly place: string;
}

/**
 * What ticks a box, from the words of its `evidence`: `ci`, `ci: build, lint`, `probe ready`, `budget availability`,
 * `approval`, `verification`, `step migrate`, `check error-rate < 1%`, or the name of a metric that is checked there. Any other words
 * are for people, and a person ticks the box.
 */
export function readEvidence(
  text: string,
  path: Path,
  context: EvidenceContext,
  report: Report,
): Evidence | null {
  const words = text.trim().replaceAll(/\s+/g, ' ');
  if (words === 'ci') return { kind: 'ci', names: [] };
  const [, list] = /^ci: ?(.+)$/.exec(words) ?? [];
  if (list !== undefined) return { kind: 'ci', names: namesIn(list) };
  if (words === 'verification') return { kind: 'verification' };
  if (words === 'approval') return approval(path, context, report);
  const [, keyword, name = ''] = /^(probe|budget|step|check) (.+)$/.exec(words) ?? [];
  switch (keyword) {
    case 'probe':
      return named('probe', name, namesOf(context.probes), { path, context, report })
        ? { kind: 'probe', probe: name }
        : null;
    case 'budget':
      return named('error budget', name, context.budgets, { path, context, report })
        ? { kind: 'budget', budget: name }
        : null;
    case 'step':
      return named('preparation step', name, namesOf(context.prepare), { path, context, report })
        ? { kind: 'step', step: name }
        : null;
    case 'check': {
      const checks = context.checks.filter(({ rule }) => same(rule.text, name)).map(({ id }) => id);
      if (checks.length > 0) return { kind: 'checks', checks };
      const rules = context.checks.map(({ rule }) => rule.text);
      named('check', name, rules, { path, context, report });
      return null;
    }
    default: {
      const checks = context.checks.filter(({ rule }) => rule.metric === words).map(({ id }) => id);
      if (checks.length > 0) return { kind: 'checks', checks };
      warnOfSlip(words, path, context, report);
      return null;
    }
  }
}

/** A word like the name of a metric was hardly written for people. */
function warnOfSlip(words: string, path: Path, { checks, place }: EvidenceContext, report: Report): void {
  const metrics = [...new Set(checks.map(({ rule }) => rule.metric))];
  const suggestion = words.includes(' ') ? null : nearest(words, metrics);
  if (suggestion === null) return;
  const sentence = `\`${words}\` is no metric that is checked ${place}, so a person ticks this box. Did you mean \`${suggestion}\`?`;
  report(warning([...path, 'evidence'], 'evidence-for-people', sentence, { suggestion }));
}

function namesIn(list: string): string[] {
  const names = list.split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

function namesOf(items: readonly { readonly name: string }[]): readonly string[] {
  return items.map(({ name }) => name);
}

function same(one: string, other: string): boolean {
  return one.replaceAll(/\s+/g, ' ').toLowerCase() === other.toLowerCase();
}

function approval(path: Path, { gate, place }: EvidenceContext, report: Report): Evidence | null {
  if (gate !== null) return { kind: 'approval' };
  const sentence = `Nobody is asked for an approval ${place}, so this could never be ticked. Say \`then: ask\` there, or take the evidence away and let a person tick it.`;
  report(error([...path, 'evidence'], 'evidence-unseen', sentence));
  return null;
}

interface Asked {
  readonly path: Path;
  readonly context: EvidenceContext;
  readonly report: Report;
}

function named(
  what: string,
  name: string,
  known: readonly string[],
  { path, context, report }: Asked,
): boolean {
  if (known.includes(name)) return true;
  const suggestion = nearest(name, known);
  const all = known.map((one) => `\`${one}\``).join(', ');
  const hint = known.length === 0 ? 'There is none.' : `There are: ${all}.`;
  const sentence = `Belay sees no ${what} \`${name}\` ${context.place}, so this could never be ticked. ${hint} Other words than these let a person tick it.`;
  report(error([...path, 'evidence'], 'evidence-unseen', sentence, { expected: all, suggestion }));
  return false;
}
