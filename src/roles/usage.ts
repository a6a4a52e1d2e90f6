import { variables } from './usage-variables.ts';

interface Usage {
  /** One line for each form. */
  readonly forms: readonly string[];
  readonly does: string;
  readonly reads: readonly (keyof typeof variables)[];
}

const server = ['BELAY_CONFIG', 'BELAY_DATA', 'DATABASE_URL', 'REDIS_URL', 'BELAY_LOG_LEVEL'] as const;
const listens = ['BELAY_HOST', 'BELAY_PORT', 'BELAY_PUBLIC_URL', 'BELAY_SESSION_KEY'] as const;
const talks = ['BELAY_URL', 'BELAY_TOKEN', 'BELAY_DATA'] as const;

/** What each word of this machine does; the words of the grammar have their own help. */
const usages: Readonly<Record<string, Usage>> = {
  start: {
    forms: ['start'],
    does: 'Runs everything on this machine until Ctrl-C: console, workers and, where belay.yml has one, the embedded proxy.',
    reads: [...server, ...listens],
  },
  all: {
    forms: ['all'],
    does: 'Runs bot and worker in one process until Ctrl-C. Several may share a database.',
    reads: [...server, ...listens, 'BELAY_HEALTH_PORT'],
  },
  bot: {
    forms: ['bot'],
    does: 'Hears people until Ctrl-C: console, HTTP API and signals. Needs DATABASE_URL; a worker does the work.',
    reads: [...server, ...listens, 'BELAY_HEALTH_PORT'],
  },
  worker: {
    forms: ['worker'],
    does: 'Moves traffic, measures and runs the commands of plans until Ctrl-C. Needs DATABASE_URL. It takes jobs at once.',
    reads: [...server, 'BELAY_HOST', 'BELAY_HEALTH_PORT'],
  },
  proxy: {
    forms: ['proxy stable [ROUTE]', 'proxy stop'],
    does: 'stable sends everybody to stable now, also when Belay is dead; stop ends the proxy that serves on after Belay has stopped.',
    reads: ['BELAY_DATA'],
  },
  login: {
    forms: ['login [PERSON] [--token]'],
    does: 'Prints a link into the console or, with --token, a token for a terminal elsewhere.',
    reads: ['BELAY_CONFIG', 'BELAY_DATA', 'BELAY_SESSION_KEY', 'BELAY_PUBLIC_URL'],
  },
  token: {
    forms: [
      'token create --name NAME --person PERSON --scope COMMAND,… --expires 90d [--environment NAME,…] [--service NAME,…]',
      'token list [--json]',
      'token revoke ID',
    ],
    does: 'Makes tokens for programs that use the HTTP API, lists them, and takes one back at once. A token speaks as its person, may only what its scope says, and is shown once. For whoever may read the data folder.',
    reads: ['BELAY_CONFIG', 'BELAY_DATA', 'DATABASE_URL', 'BELAY_SESSION_KEY'],
  },
  monitor: {
    forms: ['monitor [TARGET] [--follow] [--json]'],
    does: 'Shows what is live; with --follow until Ctrl-C.',
    reads: [...talks, 'NO_COLOR'],
  },
  config: {
    forms: ['config check [FILE] [--json]', 'config schema', 'config haproxy [FILE] [--map] [--router NAME]'],
    does: 'check says everything that is wrong with belay.yml; schema prints its JSON Schema, for editors; haproxy prints the lines that HAProxy needs, with --map its map file. Changes nothing.',
    reads: ['BELAY_CONFIG'],
  },
  export: {
    forms: [
      'export prometheus-rules [FILE] [--out FILE] [--service NAME] [--environment NAME] [--canary VERSION] [--stable VERSION] [--source NAME]',
      'export grafana [FILE] [--out FILE] [--service NAME] [--environment NAME] [--canary VERSION] [--stable VERSION]',
    ],
    does: 'prometheus-rules writes recording rules and alerts for Prometheus from the plans of belay.yml, grafana a dashboard as JSON. Printed unless --out, or `alert_rules: {file: …}` in belay.yml, says where; --out - prints. What cannot be exported is said. Changes nothing else.',
    reads: ['BELAY_CONFIG'],
  },
  doctor: {
    forms: ['doctor [--json]'],
    does: 'Looks at everything that Belay depends on, before it is needed: the configuration, the database, the queues, routers, metric servers, secrets and clocks. Changes nothing. Ends with 0 when rollouts can work, with 1 when something is wrong.',
    reads: ['BELAY_CONFIG', 'BELAY_DATA', 'DATABASE_URL', 'REDIS_URL', 'BELAY_SESSION_KEY', 'NO_COLOR'],
  },
  judge: {
    forms: [
      'judge --data FILE [--plan FILE] [--service NAME] [--environment NAME] [--stage N] [--weight PERCENT] [--format json|csv] [--interval 1m] [--counts interval|total] [--durations ms|s] [--all] [--json]',
    ],
    does: 'Runs the checks of a plan over recorded intervals and says what it would have made of them, and where it would have acted. docs/replay.md says how a recording is written. Changes nothing.',
    reads: ['BELAY_CONFIG', 'NO_COLOR'],
  },
  simulate: {
    forms: [
      'simulate [--plan FILE] [--service NAME] [--environment NAME] [--scenario NAME] [--runs N] [--seed N] [--gates WHEN] [--json]',
      'simulate --list',
    ],
    does: 'Runs whole rollouts of a plan in virtual time against made-up releases, healthy and worse ones, and says how many were rolled back and when. --list names the scenarios; without --scenario all of them are run, 200 times each. --gates says when made-up people approve: at-once, never, or a time such as 10m. Changes nothing.',
    reads: ['BELAY_CONFIG', 'NO_COLOR'],
  },
  'audit verify': {
    forms: ['audit verify [--checkpoint POSITION:HASH] [--json]'],
    does: 'Proves that the log was not altered: asks the running server, or else the store itself. Changes nothing.',
    reads: ['BELAY_DATA', 'DATABASE_URL'],
  },
  version: { forms: ['version', '--version'], does: 'Prints the version of Belay.', reads: [] },
};

/** `Usage: belay doctor [--json]`: how a word of this machine is written. */
export function formsOf(word: string): string {
  const forms = usages[word]?.forms ?? [];
  return forms.map((form, index) => `${index === 0 ? 'Usage:' : '      '} belay ${form}`).join('\n');
}

/** How a word is written, what it does, and what it reads of the environment. @returns null for a word of the grammar */
export function usageOf(word: string): string | null {
  const usage = Object.hasOwn(usages, word) ? usages[word] : undefined;
  if (usage === undefined) return null;
  const width = Math.max(0, ...usage.reads.map((name) => name.length));
  const rows = usage.reads.map((name) => `  ${name.padEnd(width)}  ${variables[name]}`);
  const environment = rows.length === 0 ? [] : ['', 'Environment:', ...rows];
  return [formsOf(word), '', usage.does, ...environment].join('\n');
}

/** The usage that a line asks for, as `worker --help`, `config haproxy -h` and `help worker` do; null when it asks for none. */
export function askedUsage([first = '', ...rest]: readonly string[]): string | null {
  if (first === 'help') return usageOf(rest.join(' ')) ?? usageOf(rest[0] ?? '');
  if (!rest.some((word) => word === '--help' || word === '-h')) return null;
  return usageOf(first === 'audit' && rest[0] === 'verify' ? 'audit verify' : first);
}
