import { helpTree } from '../../commands/help.ts';
import { parseCommand } from '../../src/core/command/parse.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import type { DocumentTree } from '../../src/core/documents/tree.ts';
import type { Instant } from '../../src/core/time.ts';

/** What only a terminal can do; the grammar knows nothing of these. */
const onThisMachine = [
  { name: 'start', value: 'Run Belay here: console, workers and all, until interrupted.' },
  { name: 'monitor [<target>] [--follow] [--json]', value: 'Watch what is live.' },
  {
    name: 'login [<person>] [--token]',
    value: 'Print a link into the web console, or a token for a terminal elsewhere.',
  },
  {
    name: 'report [<target>] --pdf [--out <file>]',
    value: 'Write a document into a file; with --html or --markdown in that form.',
  },
  { name: 'config check [<file>]', value: 'Say everything that is wrong with belay.yml.' },
  { name: 'config schema', value: 'Print the JSON Schema of belay.yml, for editors.' },
  { name: 'config haproxy', value: 'Print the lines that HAProxy needs; with --map its map file.' },
  { name: 'token create|list|revoke', value: 'Tokens for programs that use the HTTP API.' },
  { name: 'simulate, judge', value: 'Try the rules of a plan on made-up releases, or on recorded ones.' },
  { name: 'export prometheus-rules|grafana', value: 'Write alert rules or a dashboard from the plans.' },
  { name: 'audit verify [--checkpoint=<position:hash>]', value: 'Prove that the log was not altered.' },
  { name: 'proxy stable|stop', value: 'Send everybody to stable, or end the embedded proxy.' },
  { name: 'doctor [--json]', value: 'Look at every server that Belay depends on, and say what is wrong.' },
  { name: 'bot, worker, all', value: 'Run one process of several that share DATABASE_URL.' },
  { name: 'version', value: 'Print the version; each of these words takes --help.' },
];

/** Help needs no server. @returns null when the line asks for something else */
export function localHelp(text: string, specs: readonly CommandSpec[], now: Instant): DocumentTree | null {
  const parsed = parseCommand(text, specs);
  if (parsed.kind !== 'help') return null;
  const tree = helpTree(specs, parsed.spec, now);
  if (parsed.spec !== null) return tree;
  const more: DocumentTree['blocks'] = [
    { kind: 'heading', text: 'On this machine' },
    { kind: 'facts', rows: onThisMachine },
  ];
  return { ...tree, blocks: [...tree.blocks, ...more] };
}
