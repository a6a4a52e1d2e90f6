import { readFileSync } from 'node:fs';
import { exitCodes } from '../handlers/cli/exit-codes.ts';
import { readEnv } from './config/env.ts';
import { runAuditVerify } from './roles/run-audit.ts';
import { runConfig } from './roles/run-config.ts';
import { runDoctor } from './roles/run-doctor.ts';
import { runLogin } from './roles/run-login.ts';
import { runMonitor } from './roles/run-monitor.ts';
import { runProxy } from './roles/run-proxy.ts';
import { runRole } from './roles/run-role.ts';
import { runStart } from './roles/run-start.ts';
import { runTalk } from './roles/run-talk.ts';
import type { Terminal } from './roles/terminal.ts';

type Role = (terminal: Terminal, rest: readonly string[]) => number | Promise<number>;

/** What runs on this machine; every other word goes to the running server as a command. */
const roles: Readonly<Record<string, Role>> = {
  start: runStart,
  all: runRole('all'),
  bot: runRole('bot'),
  worker: runRole('worker'),
  proxy: runProxy,
  login: runLogin,
  monitor: runMonitor,
  config: runConfig,
  doctor: runDoctor,
};

/** @returns the exit code */
export async function run(
  argv: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const env = readEnv(variables, (file) => readFileSync(file, 'utf8'));
  if (env.kind === 'invalid') {
    console.error(env.sentences.join('\n'));
    return exitCodes.usage;
  }
  const terminal: Terminal = {
    env: env.env,
    variables,
    out: (text) => console.log(text),
    err: (text) => console.error(text),
  };
  const [word = 'help', ...rest] = argv;
  if (word === 'audit' && rest[0] === 'verify') return runAuditVerify(terminal, rest.slice(1));
  const role = Object.hasOwn(roles, word) ? roles[word] : undefined;
  return role === undefined ? runTalk(terminal, argv) : role(terminal, rest);
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = await run(process.argv.slice(2), process.env);
}
