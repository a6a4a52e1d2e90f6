import { everyCheck } from '../src/core/card/checks.ts';
import { explanation } from '../src/core/documents/explanation.ts';
import type { PersonId } from '../src/core/ids.ts';
import { nearest } from '../src/core/nearest.ts';
import { listed, quoted } from '../src/core/prose.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import type { Command } from './command.ts';
import { findRollout } from './find-rollout.ts';
import { environment, target } from './shared-arguments.ts';

export const explain: Command = {
  spec: {
    name: 'explain',
    aliases: ['why'],
    summary: 'How each verdict was reached, what would make a check act, and where to look it up.',
    usage: ['explain shop', 'explain r-0123456789', 'explain shop --check p95'],
    args: [{ ...target, required: false }, environment],
    flags: [
      {
        name: 'check',
        value: 'text',
        description: 'Everything about the checks of one metric, or about one rule as it is written.',
      },
    ],
    verb: 'explain',
    kind: 'reads',
  },
  async run(call, desk) {
    const rollout = await findRollout(call, desk, 'explain', 'newest');
    if ('kind' in rollout) return rollout;
    const asked = call.parsed.flags['check'];
    const only = typeof asked === 'string' ? checksNamed(rollout, asked) : null;
    if (only !== null && 'kind' in only) return only;
    const events = await desk.store.events(rollout.id);
    const personName = (id: PersonId) => desk.config.people.find((one) => one.id === id)?.name ?? id;
    return { kind: 'document', tree: explanation(rollout, events, { now: call.now, only, personName }) };
  },
};

/** By the rule as it is written, or all rules of a metric. */
function checksNamed(rollout: Rollout, asked: string): ReadonlySet<string> | Refusal {
  const all = everyCheck(rollout.plan);
  const same = (one: string) =>
    one.replaceAll(/\s+/g, ' ').toLowerCase() === asked.replaceAll(/\s+/g, ' ').trim().toLowerCase();
  const byRule = all.filter(({ id, rule }) => same(rule.text) || same(id));
  const found = byRule.length > 0 ? byRule : all.filter(({ rule }) => same(rule.metric));
  if (found.length > 0) return new Set(found.map(({ id }) => id));
  const metrics = [...new Set(all.map(({ rule }) => rule.metric))];
  if (metrics.length === 0) return refuse('no-such-check', `${rollout.id} has no checks.`);
  const near = nearest(asked, metrics);
  const hint = near === null ? '' : ` Did you mean \`${near}\`?`;
  return refuse(
    'no-such-check',
    `${rollout.id} has no check ${quoted(asked)}.${hint} Its checks are about ${listed(metrics)}.`,
  );
}
