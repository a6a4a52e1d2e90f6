import { randomUUID } from 'node:crypto';
import { monitor } from '../../../handlers/cli/monitor.ts';
import { talk } from '../../../handlers/cli/talk.ts';
import { specs } from '../../core/command/specs.ts';

/** The terminal as a process of its own: `node terminal-process.ts <url or -> <token or -> <data folder> <words…>`. */
const [url, token, dataFolder = '', ...argv] = process.argv.slice(2);
const given = (value: string | undefined) => (value === undefined || value === '-' ? null : value);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const parts = {
  wished: { url: given(url), token: given(token), dataFolder },
  specs,
  clock: () => Date.now(),
  newKey: () => randomUUID(),
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stop.signal,
};
process.exitCode = argv[0] === 'monitor' ? await monitor(argv.slice(1), parts) : await talk(argv, parts);
