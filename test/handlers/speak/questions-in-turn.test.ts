import { expect, test } from 'vitest';
import { ask } from '../../../commands/ask.ts';
import type { Command, Desk } from '../../../commands/command.ts';
import { rollback } from '../../../commands/rollback.ts';
import { createSpeak } from '../../../handlers/speak/speak.ts';
import type { PersonId } from '../../../src/core/ids.ts';

const done = { kind: 'done', sentence: '', rollout: null } as const;
const speaker = { person: 'ana' as PersonId, name: 'Ana', roles: [] };
const access = { general: { ask: 'anyone', rollback: 'anyone' }, environments: {} } as const;

test('however many questions are asked, few are answered at once, and a rollback waits for none', async () => {
  const waiting: (() => void)[] = [];
  const asked: Command = {
    spec: ask.spec,
    run: async () => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return done;
    },
  };
  const speak = createSpeak({
    commands: [asked, { spec: rollback.spec, run: async () => done }],
    desk: { access } as unknown as Desk,
    clock: () => 0,
    newErrorId: () => 'e-1',
    log: { info() {}, warn() {}, error() {} },
  });
  const say = (text: string) => speak({ text, speaker, place: 'console' });
  const answers = Array.from({ length: 20 }, () => say('should we proceed?'));
  expect(await say('rollback shop "slow"')).toEqual(done);
  expect(waiting).toHaveLength(4);
  for (let answered = 0; answered < 20; answered += 1) {
    waiting.shift()?.();
    await new Promise(setImmediate);
  }
  expect(await Promise.all(answers)).toEqual(Array(20).fill(done));
});
