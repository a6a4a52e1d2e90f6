import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const modules = new URL('../../src/roles/', import.meta.url);

/** A process of its own: the test's would be told of the rejection too. */
test('a promise that fails unwatched is told of and does not end the process', async () => {
  const program = `
    import { outliveRejections } from '${new URL('outlive-rejections.ts', modules).href}';
    import { processLog } from '${new URL('process-log.ts', modules).href}';
    using _outlives = outliveRejections(processLog('info'));
    Promise.reject(new TypeError('a message with nothing in it'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    console.log('still here');`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    program,
  ]);
  expect(stdout).toBe('still here\n');
  expect(JSON.parse(stderr)).toMatchObject({
    level: 50,
    err: { type: 'TypeError', message: 'a message with nothing in it' },
  });
});
