/** shop in demo; api in staging and production, where less is allowed. */
export const twoServices = `version: 1
people:
  ana: { name: Ana Lima, roles: [developer] }
  bo: { name: Bo Chen, roles: [lead] }
  cy: { name: Cy Diaz, roles: [guest] }
access:
  status: [developer, lead]
  report: [developer, lead]
  audit: lead
  deploy: [developer, lead]
  promote: [developer, lead]
  promote-all: lead
  pause: [developer, lead]
  resume: [developer, lead]
  rollback: [developer, lead]
  approve: lead
  reject: lead
  note: [developer, lead]
  tick: [developer, lead]
  done: [developer, lead]
  notice: lead
  lock: lead
  unlock: lead
  delegate: lead
  mute: lead
  hand-over: [developer, lead]
  mark: lead
places:
  console: { kind: console }
routers:
  shop: { kind: embedded, listen: "127.0.0.1:8080" }
  staging: { kind: embedded, listen: "127.0.0.1:8081" }
  production: { kind: embedded, listen: "127.0.0.1:8082" }
environments:
  demo: {}
  staging: {}
  production:
    production: true
    access: { deploy: lead, status: lead, rollback: lead }
plans:
  quick:
    evaluation: { interval: 1s, window: 5s }
    stages:
      - { weight: 10%, hold: 10m }
      - { weight: 100%, hold: 10s }
    rollback_when: [error-rate > 5% for 3s]
services:
  shop:
    versions: { v1: "http://127.0.0.1:4101", v2: "http://127.0.0.1:4102", v3: "http://127.0.0.1:4103" }
    stable: v1
    traffic: { router: shop }
    plan: quick
    environments: { demo: }
  api:
    versions: { "1.0": "http://127.0.0.1:4201", "1.1": "http://127.0.0.1:4202" }
    stable: "1.0"
    plan: quick
    environments:
      staging: { traffic: { router: staging } }
      production: { traffic: { router: production } }
`;
