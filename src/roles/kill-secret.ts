import type { Config, KillSwitchConfig } from '../config/config.ts';
import { Failure } from '../core/failure.ts';
import type { Examine } from '../ports/examine.ts';
import type { SecretOf } from './secrets.ts';

/** Secrets that are shorter can be guessed by whoever reaches the port. */
const shortest = 16;

/** @throws Failure secret-missing */
export function openKillSecret(
  { killSwitch }: Pick<Config, 'killSwitch'>,
  secretOf: SecretOf,
): string | null {
  return killSwitch === null ? null : secretOf(killSwitch.token);
}

/** Looks at its secret, without which the server does not start. */
export function examineKillSwitch({ token, path }: KillSwitchConfig, secretOf: SecretOf): Examine {
  const about = 'Kill switch';
  return async () => {
    try {
      if (secretOf(token).length >= shortest) {
        return [{ about, state: 'ok', sentence: `Its token is there, at POST ${path}.` }];
      }
      const sentence = `Its token has fewer than ${shortest} characters, so it can be guessed, and whoever guesses it can roll back every release. Take a longer one, such as \`openssl rand -hex 20\` makes.`;
      return [{ about, state: 'warning', sentence }];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return [{ about, state: 'error', sentence: error.message }];
    }
  };
}
