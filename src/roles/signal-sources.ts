import type { SignalSource } from '../../handlers/http/routes/signals.ts';
import type { Config } from '../config/config.ts';
import type { SecretOf } from './secrets.ts';

/** Who may tell Belay something, each with its secret. @throws Failure secret-missing */
export function openSignalSources(
  { signals }: Pick<Config, 'signals'>,
  secretOf: SecretOf,
): readonly SignalSource[] {
  return signals.map((source) => ({
    source,
    secret: secretOf(source.kind === 'signed' ? source.secret : source.token),
  }));
}
