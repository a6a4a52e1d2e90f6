/** A shop whose stages last seconds, and one with a preparation; bo may do everything. */
export const shop = `version: 1
people:
  ana: { roles: [developer] }
  bo: { roles: [lead] }
access:
  status: anyone
  deploy: [developer, lead]
  rollback: lead
  pause: lead
  resume: lead
  promote: lead
  note: lead
places:
  console: { kind: console }
routers:
  edge: { kind: embedded, listen: "127.0.0.1:8080" }
  other: { kind: embedded, listen: "127.0.0.1:8081" }
environments:
  demo: { places: [console] }
services:
  shop:
    versions: { v1: "V1", v2: "V2", v3: "V3" }
    stable: v1
    traffic: { router: edge }
    plan: &quick
      evaluation: { interval: 1s, window: 5s }
      stages:
        - { weight: 10%, hold: 10s }
        - { weight: 100%, hold: 10s }
      rollback_when: [error-rate > 20% instant, error-rate > 5% for 3s]
      promote_when: [error-rate < 2%]
  built:
    versions: { v1: "V1", v2: "V2" }
    stable: v1
    traffic: { router: other }
    prepare:
      - { name: migrate, run: [migrate, "up {version}"], undo: [migrate, down] }
    plan: *quick
`;

/** With the addresses at which the versions run. */
export function shopAt(urls: Readonly<Record<'v1' | 'v2' | 'v3', string>>): string {
  return shop.replaceAll('"V1"', urls.v1).replaceAll('"V2"', urls.v2).replaceAll('"V3"', urls.v3);
}

export const nowhere = shopAt({
  v1: 'http://127.0.0.1:4101',
  v2: 'http://127.0.0.1:4102',
  v3: 'http://127.0.0.1:4103',
});
