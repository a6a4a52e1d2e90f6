const service = (name: string, port: number, more: string) => `  ${name}:
    versions: { v1: "http://127.0.0.1:${port}", "*": "http://{version}.${name}:4100" }
    stable: v1
    traffic: { router: ${name} }
${more}`;

const quick = '    plan: quick\n    environments: { demo: }\n';

/** One service for each gate that lives outside the core, so that none stands in another's way. */
export const belayConfiguration = `version: 1
people:
  ana: { name: Ana Lima, roles: [lead] }
  bo: { name: Bo Chen, roles: [developer] }
  cy: { name: Cy Diaz, roles: [guest] }
  di: { name: Di Roy, roles: [lead] }
access:
  status: anyone
  audit: anyone
  deploy: [developer, lead]
  approve: [lead, developer]
  reject: lead
  rollback: lead
  pause: lead
  resume: lead
  lock: [developer, lead]
  unlock: lead
  freeze: lead
  delegate: anyone
  promote: lead
  mute: lead
  mark: lead
  note: anyone
break_glass: { who: developer, skips: [canary, approval], requires: [version, reason], second_person: false }
places:
  console: { kind: console }
routers:
${['web', 'pay', 'api', 'db', 'blog', 'shop', 'kill', 'duo'].map((name, n) => `  ${name}: { kind: embedded, listen: "127.0.0.1:${8080 + n}" }`).join('\n')}
  stage: { kind: embedded, listen: "127.0.0.1:8099" }
environments:
  demo: { places: [console] }
  ice: { places: [console] }
  staging: { places: [console] }
  production: { places: [console], production: true, first_in: staging, access: { deploy: developer } }
plans:
  quick:
    evaluation: { interval: 1s, window: 5s }
    stages: [{ weight: 10%, hold: 5s }, { weight: 100%, hold: 5s }]
    rollback_when: [error-rate > 5% for 3s, error-rate > 50% instant]
  pair:
    evaluation: { interval: 1s, window: 5s }
    entry: { approvals: 2, of: lead }
    stages: [{ weight: 10%, hold: 5s }, { weight: 100%, hold: 5s }]
    rollback_when: [error-rate > 5% for 3s]
  gated:
    evaluation: { interval: 1s, window: 5s }
    entry: { approvals: 1, of: lead }
    stages: [{ weight: 10%, hold: 5s }, { weight: 100%, hold: 5s }]
    rollback_when: [error-rate > 5% for 3s]
services:
${service('web', 9001, quick)}${service('kill', 9011, quick)}${service('api', 9021, '    plan: gated\n    environments: { demo: }\n')}${service('db', 9031, '    plan: gated\n    environments: { demo: }\n')}${service('blog', 9041, '    plan: gated\n    environments: { demo: }\n')}${service('duo', 9071, '    plan: pair\n    environments: { demo: }\n')}${service('pay', 9051, '    plan: quick\n    environments: { ice: }\n')}  shop:
    versions: { v1: "http://127.0.0.1:9061", "*": "http://{version}.shop:4100" }
    stable: v1
    plan: quick
    environments:
      staging: { traffic: { router: stage } }
      production: { traffic: { router: shop } }
trains:
  town: { order: [db, api], approval: one }
`;
