import { loadConfig } from '../../src/config/load.ts';

/** A small, correct configuration; tests replace parts of its text. */
export const small = `version: 1
people:
  ana: { roles: [developer] }
  bo: { roles: [developer, lead] }
  cy: { roles: [lead] }
access:
  status: anyone
  deploy: developer
  approve: lead
routers:
  edge: { kind: embedded, listen: "127.0.0.1:8080" }
environments:
  demo: {}
services:
  shop:
    versions: { v1: "http://127.0.0.1:9001", v2: "http://127.0.0.1:9002" }
    stable: v1
    plan:
      stages:
        - { weight: 10%, hold: 5m }
        - { weight: 100%, hold: 5m }
      rollback_when:
        - error-rate > 5% for 1m
`;

/** The small configuration with one text in it replaced; the text must be there. */
export function changed(from: string, to: string, text = small): string {
  if (!text.includes(from)) throw new Error(`not in the configuration: ${from}`);
  return text.replace(from, () => to);
}

export function load(text: string) {
  return loadConfig('belay.yml', () => text);
}

export function loaded(text: string) {
  const result = load(text);
  if (result.kind === 'invalid')
    throw new Error(result.diagnostics.map(({ sentence }) => sentence).join('\n'));
  return result;
}

/** Every diagnostic, errors and warnings alike. */
export function diagnosticsOf(text: string) {
  const result = load(text);
  return result.kind === 'invalid' ? result.diagnostics : result.warnings;
}
