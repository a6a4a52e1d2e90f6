import { expect, it } from 'vitest';
import { secretsFrom } from '../../src/roles/secrets.ts';
import { examineSignalSource, openSignalSources } from '../../src/roles/signal-sources.ts';

const support = { name: 'support', kind: 'signed', secret: { env: 'S' }, events: ['complaint'] } as const;
const examine = (value?: string) => examineSignalSource(support, secretsFrom({ S: value }))();

it('a source of signals is examined by its secret, which is never shown', async () => {
  expect(await examine('0123456789abcdef')).toEqual([
    { about: 'Signals support', state: 'ok', sentence: 'Its secret is there, at POST /signals/support.' },
  ]);
  const [short] = await examine('hunter2');
  expect(short).toMatchObject({ state: 'warning' });
  expect(short?.sentence).not.toContain('hunter2');
  expect(await examine()).toMatchObject([
    { state: 'error', sentence: expect.stringContaining('environment variable S should hold a secret') },
  ]);
});

it('sources open with the secrets they refer to, or not at all', () => {
  const open = (value?: string) => openSignalSources({ signals: [support] }, secretsFrom({ S: value }));
  expect(open('sesame')).toEqual([{ source: support, secret: 'sesame' }]);
  expect(() => open()).toThrow('S should hold a secret and is not set');
});
