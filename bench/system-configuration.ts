import type { SystemParts } from './rollback-rig.ts';

/** belay.yml of a benchmark: ana may do everything. */
export function systemConfiguration(
  { services, plan }: Pick<SystemParts, 'services' | 'plan'>,
  routers: string,
  routerOf: (service: string) => string,
): string {
  const declared = services.map(
    ({ name, versions }) => `
  ${name}:
    versions: ${JSON.stringify(versions)}
    stable: v1
    traffic: { router: ${routerOf(name)}, sticky: { cookie: side, for: 24h } }
    plan:${plan}`,
  );
  return `version: 1
people: { ana: { roles: [lead] } }
access: { status: anyone, deploy: lead, rollback: lead }
places: { console: { kind: console } }
routers:
${routers}
environments: { bench: { places: [console] } }
services:${declared.join('')}
`;
}
