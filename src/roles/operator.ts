import type { Config, Person } from '../config/config.ts';

/** Who works at this machine: the person whose terminal account is the system's user, or else the first declared. */
export function operatorOf(config: Config, systemUser: string): Person | null {
  return config.people.find(({ accounts }) => accounts.terminal === systemUser) ?? config.people[0] ?? null;
}
