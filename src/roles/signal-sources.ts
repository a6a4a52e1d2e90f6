import type { SignalSource } from '../../handlers/http/routes/signals.ts';
import type { Config, SignalSourceConfig } from '../config/config.ts';
import { Failure } from '../core/failure.ts';
import type { Examine } from '../ports/examine.ts';
import type { SecretOf } from './secrets.ts';

/** Secrets that are shorter can be guessed by whoever reaches the port. */
const shortest = 16;

/** Who may tell Belay something, each with its secret. @throws Failure secret-missing */
export function openSignalSources(
  { signals }: Pick<Config, 'signals'>,
  secretOf: SecretOf,
): readonly SignalSource[] {
  return signals.map((source) => ({ source, secret: secretOf(refOf(source)) }));
}

function refOf(source: SignalSourceConfig) {
  return source.kind === 'signed' ? source.secret : source.token;
}

/** Looks at its secret, without which the server does not start. */
export function examineSignalSource(source: SignalSourceConfig, secretOf: SecretOf): Examine {
  const about = `Signals ${source.name}`;
  return async () => {
    try {
      if (secretOf(refOf(source)).length >= shortest) {
        return [{ about, state: 'ok', sentence: `Its secret is there, at POST /signals/${source.name}.` }];
      }
      const sentence = `Its secret has fewer than ${shortest} characters, so it can be guessed, and whoever guesses it can stop and roll back releases. Take a longer one, such as \`openssl rand -hex 20\` makes.`;
      return [{ about, state: 'warning', sentence }];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return [{ about, state: 'error', sentence: error.message }];
    }
  };
}
