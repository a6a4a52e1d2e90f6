import type { About } from '../../commands/command.ts';

/** Values of arguments that the line leaves out. */
export function meantBy({ service, version, environment, rollout }: About): Readonly<Record<string, string>> {
  const target = rollout ?? service;
  const meant = { service, version, environment, target };
  return Object.fromEntries(
    Object.entries(meant).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
