import type { SlotConfig } from '../src/config/config.ts';
import { refuseAccess } from '../src/core/access/access.ts';
import { budgetTree } from '../src/core/budget/document.ts';
import { ServiceName } from '../src/core/ids.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import { budgetsOf } from '../src/ledger/budgets.ts';
import type { Call, Command, Desk } from './command.ts';
import { findSlotFor } from './find-slots.ts';
import { unknownService } from './known-names.ts';

export const budget: Command = {
  spec: {
    name: 'budget',
    aliases: ['budgets', 'error-budget'],
    summary: 'How much of each error budget is left, how fast it goes, and what that means for a release.',
    usage: ['budget', 'budget shop', 'budget api in production'],
    args: [
      {
        name: 'service',
        required: false,
        description: 'Whose; every service when left out.',
        kind: 'service',
      },
      { name: 'environment', required: false, before: 'in', description: 'Where.', kind: 'environment' },
    ],
    flags: [],
    verb: 'status',
    kind: 'reads',
    group: 'figures',
  },
  async run(call, desk) {
    const slots = slotsOf(call, desk);
    if ('kind' in slots) return slots;
    const read = await Promise.all(
      slots.map(async ({ service, environment }) => ({
        service,
        environment,
        standings: await desk.budgets.read({ service, environment }),
      })),
    );
    return { kind: 'document', tree: budgetTree(read, call.now) };
  },
};

/** The slots that are meant, that have a budget, and that the speaker may look at. */
function slotsOf(call: Call, desk: Desk): readonly SlotConfig[] | Refusal {
  const { config, access } = desk;
  const { service: typed, environment } = call.parsed.args;
  if (environment !== undefined && typed !== undefined) {
    const slot = findSlotFor(call, desk, 'status');
    return 'kind' in slot ? slot : withBudget(desk, [slot], slot.service);
  }
  const service = typed === undefined ? null : (ServiceName.safeParse(typed).data ?? null);
  if (typed !== undefined && (service === null || !config.services.includes(service))) {
    return unknownService(config, typed);
  }
  const meant = config.slots.filter(
    (slot) =>
      (service === null || slot.service === service) &&
      (environment === undefined || slot.environment === environment) &&
      refuseAccess(access, call.speaker, 'status', slot.environment, slot.service) === null,
  );
  return withBudget(desk, meant, service);
}

function withBudget(
  { config }: Desk,
  slots: readonly SlotConfig[],
  service: string | null,
): readonly SlotConfig[] | Refusal {
  const found = slots.filter((slot) => budgetsOf(config, slot).length > 0);
  if (found.length > 0) return found;
  const whose =
    service === null
      ? 'No error budget is declared for what you may look at'
      : `${service} has no error budget`;
  return refuse('no-budget', `${whose}. Declare one under \`error_budgets\` in ${config.file}.`);
}
