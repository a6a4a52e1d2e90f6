import { z } from 'zod';
import { errorBudgets } from './budgets.ts';
import { communications } from './communications.ts';
import { deliveryTargets, rehearsals, triggers } from './delivery.ts';
import { api, documents, heartbeat, records } from './documents.ts';
import { environments } from './environments.ts';
import { breakGlass, emergency, killSwitch } from './gates.ts';
import { text } from './leaf.ts';
import { metrics, sources } from './metrics.ts';
import { observability } from './observability.ts';
import { access, people, roles } from './people.ts';
import { alerts, places } from './places.ts';
import { plans } from './plans.ts';
import { routers } from './routers.ts';
import { services } from './services.ts';
import { signals } from './signals.ts';
import { checklists, scopes, tiers } from './tiers.ts';
import { trains } from './trains.ts';

/** The whole language. What it can say and Belay cannot do yet stands in `../unsupported.ts`. */
export const Root = z
  .strictObject({
    version: z.literal(1).describe('Version of this language: 1.'),
    name: text().optional().describe('What this installation is called.'),
    people,
    roles: roles.optional(),
    access,
    places: places.optional(),
    alerts: alerts.optional(),
    routers,
    environments,
    sources: sources.optional(),
    metrics: metrics.optional(),
    signals: signals.optional(),
    services,
    plans: plans.optional(),
    checklists: checklists.optional(),
    tiers: tiers.optional(),
    scopes: scopes.optional(),
    error_budgets: errorBudgets.optional(),
    trains: trains.optional(),
    kill_switch: killSwitch.optional(),
    break_glass: breakGlass.optional(),
    emergency: emergency.optional(),
    communications: communications.optional(),
    documents: documents.optional(),
    records: records.optional(),
    observability: observability.optional(),
    delivery_targets: deliveryTargets.optional(),
    triggers: triggers.optional(),
    rehearsals: rehearsals.optional(),
    api: api.optional(),
    heartbeat: heartbeat.optional(),
  })
  .describe('belay.yml');
export type Root = z.infer<typeof Root>;
