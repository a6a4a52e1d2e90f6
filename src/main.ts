import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { exitCodes } from '../handlers/cli/exit-codes.ts';
import { readEnv } from './config/env.ts';
import { runAuditVerify } from './roles/run-audit.ts';
import { runConfig } from './roles/run-config.ts';
import { runDoctor } from './roles/run-doctor.ts';
import { runExport } from './roles/run-export.ts';
import { runJudge } from './roles/run-judge.ts';
import { runLogin } from './roles/run-login.ts';
import { runMonitor } from './roles/run-monitor.ts';
import { runProxy } from './roles/run-proxy.ts';
import { runRole } from './roles/run-role.ts';
import { runSimulate } from './roles/run-simulate.ts';
import { runStart } from './roles/run-start.ts';
import { runTalk } from './roles/run-talk.ts';
import { runToken } from './roles/run-token.ts';
import type { Terminal } from './roles/terminal.ts';
import { askedUsage, usageOf } from './roles/usage.ts';

type Role = (terminal: Terminal, rest: readonly string[]) => number | Promise<number>;

/** What runs on this machine; every other word goes to the running server as a command. */
const roles: Readonly<Record<string, Role>> = {
  start: runStart,
  all: runRole('all'),
  bot: runRole('bot'),
  worker: runRole('worker'),
  proxy: runProxy,
  login: runLogin,
  token: runToken,
  monitor: runMonitor,
  config: runConfig,
  export: runExport,
  doctor: runDoctor,
  judge: runJudge,
  simulate: runSimulate,
};

/** These take no words, and what they do cannot be taken back: whoever writes more means something else. */
const wordless: readonly string[] = ['start', 'all', 'bot', 'worker'];

/** @returns the exit code */
export async function run(
  argv: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const [word = 'help', ...rest] = argv;
  const said = answerAtOnce(word, rest);
  if (said !== null) return said;
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
  if (word === 'audit' && rest[0] === 'verify') return runAuditVerify(terminal, rest.slice(1));
  const role = Object.hasOwn(roles, word) ? roles[word] : undefined;
  return role === undefined ? runTalk(terminal, argv) : role(terminal, rest);
}

/** What needs neither configuration nor server, and must start nothing. @returns the exit code, or null to go on */
function answerAtOnce(word: string, rest: readonly string[]): number | null {
  const usage = askedUsage([word, ...rest]);
  if (usage !== null) {
    console.log(usage);
    return exitCodes.done;
  }
  if (word === 'version' || word === '--version') {
    console.log(version());
    return exitCodes.done;
  }
  if (rest.length === 0 || !wordless.includes(word)) return null;
  console.error(`\`belay ${word}\` takes no further words. Nothing was started.\n\n${usageOf(word)}`);
  return exitCodes.usage;
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = await run(process.argv.slice(2), process.env);
}
