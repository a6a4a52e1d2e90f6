import { expect, test } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { readDeploy, readReason, writeMetadata } from '../../../handlers/slack/read-form.ts';
import { parseCommand } from '../../../src/core/command/parse.ts';
import { deployFields } from '../../../src/render/slack/deploy-form.ts';

const specs = commands.map(({ spec }) => spec);
const pasted = ['checkout 👩‍💻 is\u200b slow', 'checkout 👩💻 is slow'] as const;
const endless = ['"'.repeat(999), expect.stringMatching(/^"{900,}…$/)] as const;

function deployed(reason: string): string {
  const answer = { service: 'shop', version: 'v2', environment: 'demo', field: deployFields.known, reason };
  return readDeploy(body(''), answer)?.delivery.text ?? '';
}

function body(reason: string) {
  const command = 'rollback r-0123456789';
  const opened = { command, channel: null, thread: null, url: null, fromHome: false };
  const typed = { type: 'plain_text_input', value: reason };
  return {
    team: { id: 'T0SHOP' },
    user: { id: 'U0BO' },
    view: {
      id: 'V1',
      hash: 'h',
      callback_id: 'reason',
      private_metadata: writeMetadata(opened),
      state: { values: { reason: { typed } } },
    },
  };
}

test.each([pasted, endless])(
  'a rollback comes out of its form whatever the reason holds: %.20j',
  (reason, said) => {
    const parsed = parseCommand(readReason(body(reason))?.delivery.text ?? '', specs);
    expect(parsed).toMatchObject({
      kind: 'command',
      spec: { name: 'rollback' },
      args: { target: 'r-0123456789', reason: said },
    });
  },
);

test.each([pasted, endless])('so does a deploy: %.20j', (reason, said) => {
  const parsed = parseCommand(deployed(reason), specs);
  expect(parsed).toMatchObject({ kind: 'command', spec: { name: 'deploy' }, flags: { reason: said } });
});

test('a reason in which nothing can be read is none', () => {
  expect(readReason(body('\u200b'))?.delivery.text).toBe('rollback r-0123456789');
  expect(deployed('\u00ad')).toBe('deploy shop v2 to demo');
});
