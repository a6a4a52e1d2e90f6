import type { Config } from '../config/config.ts';
import { quoted } from '../core/prose.ts';
import type { Instant } from '../core/time.ts';
import type { RolloutIndex, Signals, Slot } from '../ports/store.ts';
import { createLately } from './lately.ts';
import type { Ledger } from './ledger.ts';

export interface Incidents {
  /** What is open in a slot, as a clause without a full stop; null while nothing is. */
  open(slot: Slot, now: Instant): Promise<string | null>;
  /** The same where an environment says that incidents stop releases; null elsewhere. */
  stopping(slot: Slot, now: Instant): Promise<string | null>;
}

interface Parts {
  readonly config: Pick<Config, 'environments' | 'signals'>;
  readonly signals: Pick<Signals, 'firing'>;
  readonly index: Pick<RolloutIndex, 'recent'>;
  readonly ledger: Pick<Ledger, 'load'>;
}

/** An incident that customers were told of is looked for in so many of a slot's last rollouts. */
const lastRollouts = 3;
/** The built-in notice of one. */
const incident = 'incident';

/** Sources whose alerts are incidents. */
export function incidentSources({ signals }: Pick<Config, 'signals'>): readonly string[] {
  return signals.flatMap((source) =>
    source.kind === 'alertmanager' && source.incidents ? [source.name] : [],
  );
}

export function createIncidents({ config, signals, index, ledger }: Parts): Incidents {
  const sources = new Set(incidentSources(config));
  const known = createLately(({ service, environment }: Slot) => `${service}/${environment}`, openNow);

  async function openNow(slot: Slot, now: Instant): Promise<string | null> {
    const firing = sources.size === 0 ? [] : await signals.firing(slot, now);
    const alert = firing.find(({ source }) => sources.has(source));
    if (alert !== undefined) {
      return `an incident is open: the alert ${quoted(alert.text ?? alert.event)} fires`;
    }
    for (const { id } of await index.recent(slot, lastRollouts)) {
      const told = (await ledger.load(id))?.notices[incident];
      if (told !== undefined && told.resolved !== true) {
        return `an incident is open: customers were told of it with ${id}, and not yet that it is over`;
      }
    }
    return null;
  }

  const open = ({ service, environment }: Slot, now: Instant) => known({ service, environment }, now);
  return {
    open,
    async stopping(slot, now) {
      const stops = config.environments.some(
        ({ name, freezeOnIncident }) => name === slot.environment && freezeOnIncident,
      );
      return stops ? open(slot, now) : null;
    },
  };
}
