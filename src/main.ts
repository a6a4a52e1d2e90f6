import { readEnv } from './config/env.ts';
import { runAuditVerify } from './roles/run-audit.ts';
import { runConfig } from './roles/run-config.ts';
import { runLogin } from './roles/run-login.ts';
import { runProxy } from './roles/run-proxy.ts';
import { runServe } from './roles/run-serve.ts';
import { runStart } from './roles/run-start.ts';
import { exitCodes, type Terminal } from './roles/terminal.ts';

type Role = (terminal: Terminal, rest: readonly string[]) => number | Promise<number>;

/** What runs on this machine; every other word goes to the running server as a command. */
const roles: Readonly<Record<string, Role>> = {
  start: runStart,
  serve: runServe,
  proxy: runProxy,
  login: runLogin,
  config: runConfig,
};

/** @returns the exit code */
export async function run(
  argv: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const env = readEnv(variables);
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
  const role = roles[word];
  if (role !== undefined) return role(terminal, rest);
  return exitCodes.usage;
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = await run(process.argv.slice(2), process.env);
}
