import { findSlot, type SlotConfig } from '../src/config/config.ts';
import { refuseAccess } from '../src/core/access/access.ts';
import { EnvironmentName, ServiceName } from '../src/core/ids.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Call, Desk } from './command.ts';
import { unknownEnvironment, unknownService } from './known-names.ts';

/** The one service and environment a command means, where the speaker may use the verb. */
export function findSlotFor(call: Call, desk: Desk, verb: string): SlotConfig | Refusal {
  const { config } = desk;
  const { service: typed = '', environment: where } = call.parsed.args;
  const service = ServiceName.safeParse(typed).data;
  if (service === undefined || !config.services.includes(service)) return unknownService(config, typed);
  const slots = config.slots.filter((slot) => slot.service === service);
  if (where === undefined) return theOnlySlot(call, desk, verb, slots);
  const environment = EnvironmentName.safeParse(where).data;
  if (environment === undefined || !config.environments.some(({ name }) => name === environment)) {
    return unknownEnvironment(config, where);
  }
  const slot = findSlot(config, { service, environment });
  if (slot === null) {
    const there = slots.map((one) => one.environment).join(', ');
    return refuse(
      'not-there',
      `${service} is not released to ${environment}; it is to ${there}. Nothing was changed.`,
    );
  }
  return allowed(call, desk, verb, slot);
}

function theOnlySlot(
  call: Call,
  desk: Desk,
  verb: string,
  slots: readonly SlotConfig[],
): SlotConfig | Refusal {
  const [first, ...others] = slots;
  if (first === undefined)
    return refuse('not-there', 'That service is not released anywhere. Nothing was changed.');
  if (others.length === 0) return allowed(call, desk, verb, first);
  const names = slots.map(({ environment }) => environment).join(' or ');
  return refuse(
    'which-environment',
    `${first.service} is released to ${names}: say \`to ${first.environment}\`. Nothing was changed.`,
  );
}

function allowed(call: Call, desk: Desk, verb: string, slot: SlotConfig): SlotConfig | Refusal {
  return refuseAccess(desk.access, call.speaker, verb, slot.environment, slot.service) ?? slot;
}
