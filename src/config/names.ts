import { trafficSeries } from '../core/judge/traffic-series.ts';
import { valueAt } from './mistake.ts';
import type { ReferenceTo } from './schema/reference.ts';

/** Every name that the file declares, by kind; also names whose declaration is wrong in itself. */
export type Names = Readonly<Record<ReferenceTo, readonly string[]>>;

export function declaredNames(data: unknown): Names {
  const people = keysOf(valueAt(data, ['people']));
  const roles = [...new Set([...heldRoles(data), ...resolvedRoles(data)])];
  const places = keysOf(valueAt(data, ['places']));
  const allPlaces = places.length === 0 ? ['console'] : places;
  return {
    checklist: keysOf(valueAt(data, ['checklists'])),
    environment: keysOf(valueAt(data, ['environments'])),
    metric: [...new Set([...Object.keys(trafficSeries), ...keysOf(valueAt(data, ['metrics']))])],
    person: people,
    place: allPlaces,
    plan: keysOf(valueAt(data, ['plans'])),
    recipient: [...allPlaces, ...roles, ...people],
    role: roles,
    router: keysOf(valueAt(data, ['routers'])),
    service: keysOf(valueAt(data, ['services'])),
    source: keysOf(valueAt(data, ['sources'])),
    template: keysOf(valueAt(data, ['communications', 'templates'])),
    tier: keysOf(valueAt(data, ['tiers'])),
  };
}

function heldRoles(data: unknown): readonly string[] {
  const people = valueAt(data, ['people']);
  return keysOf(people).flatMap((person) => {
    const held = valueAt(people, [person, 'roles']);
    return Array.isArray(held) ? held.filter((role) => typeof role === 'string') : [];
  });
}

const sources = ['slack_group', 'discord_role', 'github_team', 'on_call'];

/** A role of which `roles` says only how to reach its holders is held by nobody yet. */
function resolvedRoles(data: unknown): readonly string[] {
  const roles = valueAt(data, ['roles']);
  return keysOf(roles).filter((role) => keysOf(valueAt(roles, [role])).some((key) => sources.includes(key)));
}

function keysOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}
