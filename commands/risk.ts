import type { SlotConfig } from '../src/config/config.ts';
import { planOfRisk } from '../src/config/plan-of-risk.ts';
import { riskTree } from '../src/core/documents/risk.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Changed } from '../src/core/risk/assess.ts';
import type { Call, Command, Desk } from './command.ts';
import { ask, together } from './compile-release.ts';
import { findSlotFor } from './find-slots.ts';

export const risk: Command = {
  spec: {
    name: 'risk',
    aliases: ['risks'],
    summary: 'How risky a release is taken to be, which changed paths make it so, and what that asks for.',
    usage: [
      'risk shop v2',
      'risk shop --files src/payments/charge.ts,docs/a.md',
      'risk api v2.3.0 to production',
    ],
    args: [
      { name: 'service', required: true, description: 'Of which service.', kind: 'service' },
      { name: 'version', required: false, description: 'Which version of it.', kind: 'version' },
      { name: 'environment', required: false, before: 'to', description: 'Where to.', kind: 'environment' },
    ],
    flags: [
      { name: 'files', value: 'text', description: 'As if these files changed, with commas between them.' },
    ],
    verb: 'status',
    kind: 'reads',
    group: 'safety',
  },
  async run(call, desk) {
    const slot = findSlotFor(call, desk, 'status');
    if ('kind' in slot) return slot;
    if (slot.risk === null) {
      return refuse(
        'no-tiers',
        `No tiers of risk are declared in ${desk.config.file}, so every release of ${slot.service} goes by the same plan.`,
      );
    }
    const changed = await changedFor(call, desk, slot);
    if ('kind' in changed) return changed;
    const plan = planOfRisk(slot, changed, null);
    if ('kind' in plan) return plan;
    return { kind: 'document', tree: riskTree(plan, slot.risk.ladder, call.now) };
  },
};

async function changedFor(call: Call, desk: Desk, slot: SlotConfig): Promise<Changed | Refusal> {
  const { version } = call.parsed.args;
  const { files } = call.parsed.flags;
  if (typeof files === 'string') {
    const named = files.split(',').map((file) => file.trim());
    return { files: named.filter((file) => file !== ''), missing: null };
  }
  if (version === undefined) {
    return refuse('which-version', 'Say of which version, or `--files` with the paths that would change.');
  }
  const found = await ask(call, desk, slot, version);
  return together(call, version, found);
}
