import { renderMarkdown } from '../src/core/documents/render-markdown.ts';
import { sectionsOf } from '../src/core/documents/sections.ts';
import type { DocumentTree } from '../src/core/documents/tree.ts';
import { Failure } from '../src/core/failure.ts';
import {
  type Compared,
  type Evidence,
  migrationDocument,
  problemWords,
  skeletonDocument,
} from '../src/core/migration/document.ts';
import { type DraftedPart, draftFiles } from '../src/core/migration/drafted-files.ts';
import { migrationFacts } from '../src/core/migration/facts.ts';
import { judgeTrip } from '../src/core/migration/judge-trip.ts';
import { nextName, numberingOf } from '../src/core/migration/numbering.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import type { Repositories } from '../src/ports/repository.ts';
import type { Call, Command, Desk } from './command.ts';
import { contractClosed } from './migration/contract-open.ts';
import { type FoundMigrations, findMigrations } from './migration/find-migrations.ts';
import { type ReadChange, readChange } from './migration/read-change.ts';

export const prepareMigration: Command = {
  spec: {
    name: 'prepare-migration',
    aliases: ['prepare migration', 'deploy-prepare migration'],
    summary:
      'Draft the database migration between two tags, try it forward and back, and open a pull request.',
    usage: [
      'prepare migration shop --from v1.2.0 --to v2.0.0',
      'prepare migration --from v1.2.0 --to v2.0.0 --dry-run',
      'prepare-migration shop in production --from v1.2.0 --to v2.0.0 --contract',
    ],
    args: [
      {
        name: 'service',
        required: false,
        description: 'Whose database; the only one with migrations when left out.',
        kind: 'service',
      },
      {
        name: 'environment',
        required: false,
        before: 'in',
        description: 'Where, when its migrations differ between environments.',
        kind: 'environment',
      },
    ],
    flags: [
      { name: 'from', value: 'text', description: 'The tag that is released now.' },
      { name: 'to', value: 'text', description: 'The tag that is to be released.' },
      {
        name: 'dry-run',
        value: 'none',
        description: 'Show the files and the evidence, and open no pull request.',
      },
      {
        name: 'contract',
        value: 'none',
        description:
          'Open the pull request that takes away what the version before needed; only once it is gone.',
      },
    ],
    verb: 'prepare-migration',
    kind: 'acts',
    group: 'documents',
    slow: 'Reading both tags and trying the migration on a scratch database; it takes up to a minute.',
  },
  async run(call, desk) {
    const found = findMigrations(call, desk);
    if ('kind' in found) return found;
    const repositories = desk.repositoriesOf(found.repository);
    if (repositories === null) {
      return refuse(
        'no-github',
        `No place of kind \`github\` in ${desk.config.file} names the repository ${found.repository}, so it cannot be read. Nothing was tried.`,
      );
    }
    try {
      return await prepare(call, desk, found, repositories);
    } catch (error) {
      if (error instanceof Failure) return refuse(error.code, error.message);
      throw error;
    }
  },
};

async function prepare(
  call: Call,
  desk: Desk,
  found: FoundMigrations,
  repositories: Repositories,
): Promise<Reply> {
  const { from, to } = call.parsed.flags;
  if (typeof from !== 'string' || typeof to !== 'string') {
    return refuse(
      'which-versions',
      'Say from which tag to which: `--from v1.2.0 --to v2.0.0`. Nothing was tried.',
    );
  }
  const { service, repository, migrations } = found;
  const change = await readChange({ repositories, repository, migrations, from, to });
  if (change.kind === 'refused') return change;
  const compared: Compared = { service, repository, from: change.from, to: change.to, now: call.now };
  const result = await desk.migrations.prove(change.job);
  switch (result.kind) {
    case 'same':
      return refuse(
        'no-difference',
        `The schema of ${service} is the same at ${from} and at ${to}: there is nothing to migrate.`,
      );
    case 'problems': {
      const [first] = result.problems;
      const why = first === undefined ? 'It cannot be tried.' : problemWords(first);
      return {
        kind: 'document',
        tree: skeletonDocument(compared, why, result.problems, skeleton(compared, change)),
      };
    }
    case 'failed':
      return {
        kind: 'document',
        tree: skeletonDocument(compared, result.sentence, [], skeleton(compared, change)),
      };
    case 'tried': {
      const parts = draftFiles(result.parts, { service, from, to, folders: change.folders, now: call.now });
      const evidence = { parts, result, lint: await lintAll(desk, parts), findings: change.findings };
      const tree = await drafted(call, desk, compared, evidence);
      return answer({ call, desk, found, repositories, compared, evidence }, tree);
    }
  }
}

/** The files with nothing in them yet, numbered as the next ones would be. */
function skeleton({ service, from, to, now }: Compared, { folders }: ReadChange) {
  const name = nextName(numberingOf(folders.forwardNames), 1, 'change', now);
  const text = (way: string) =>
    `-- ${service}: ${from.tag} to ${to.tag}, ${way}.\nSET lock_timeout = '5s';\n`;
  return [
    { path: `${folders.forward}/${name}`, text: text('forward') },
    { path: `${folders.rollback}/${name}`, text: text('rollback') },
  ];
}

async function lintAll(desk: Desk, parts: readonly DraftedPart[]) {
  const found = [];
  for (const { forward, rollback } of parts) {
    const [ahead, back] = await Promise.all([
      desk.migrations.lint(forward, 'forward'),
      desk.migrations.lint(rollback, 'rollback'),
    ]);
    if (ahead === null || back === null) return null;
    found.push(...ahead, ...back);
  }
  return found;
}

/** Only the prose for reviewers may be a model's. */
async function drafted(
  call: Call,
  desk: Desk,
  compared: Compared,
  evidence: Evidence,
): Promise<DocumentTree> {
  const { service, from, to } = compared;
  const { tree } = await desk.draftDocument({
    document: 'migration',
    part: '',
    subject: `migration/${service}/${from.tag}/${to.tag}`,
    base: migrationDocument(compared, evidence),
    scope: { book: migrationFacts(compared, evidence), ...sectionsOf.migration, choices: [] },
    untrusted: [],
    rollout: null,
    person: call.speaker.person,
  });
  return tree;
}

interface Answering {
  readonly call: Call;
  readonly desk: Desk;
  readonly found: FoundMigrations;
  readonly repositories: Repositories;
  readonly compared: Compared;
  readonly evidence: Evidence;
}

async function answer(answering: Answering, tree: DocumentTree): Promise<Reply> {
  const { call, desk, found, compared, evidence } = answering;
  const say = (sentence: string): Reply => ({
    kind: 'document',
    tree: { ...tree, summary: `${sentence} ${tree.summary}` },
  });
  const phase = call.parsed.flags['contract'] === true ? 'contract' : 'expand';
  const ofPhase = evidence.parts.filter(({ part }) => part.phase === phase);
  const failed = evidence.parts.some(({ part }) => judgeTrip(part).kind === 'failed');
  if (call.parsed.flags['dry-run'] === true) return say('Dry run: no pull request was opened.');
  if (!found.migrations.pullRequest)
    return say('No pull request was opened, because `pull_request: false` says so.');
  if (failed) return say('No pull request was opened.');
  if (evidence.parts.some(({ part }) => part.phase === 'mixed'))
    return say(
      'No pull request was opened: a file both adds what the new version needs and takes away what the old one does. Split it into two.',
    );
  if (phase === 'contract') {
    const closed = await contractClosed(call, desk, found.everywhere, compared.to);
    if (closed !== null) return closed;
  }
  const files = ofPhase.flatMap(({ added }) => added);
  if (files.length === 0) return say(nothingToAdd(phase, ofPhase.length));
  const opened = await propose(answering, tree, phase, files);
  if (opened.kind === 'refused') return opened;
  const left = evidence.parts.some(({ part }) => part.phase === 'contract') && phase === 'expand';
  const later = left
    ? ` What it takes away comes later, with \`--contract\`, when ${compared.to.tag} can no longer be rolled back.`
    : '';
  return say(`${opened.sentence}${later}`);
}

function nothingToAdd(phase: 'expand' | 'contract', parts: number): string {
  if (parts > 0)
    return 'No pull request was opened: forward and rollback files are all in the repository already.';
  return phase === 'contract'
    ? 'No pull request was opened: nothing is taken away between these versions.'
    : 'No pull request was opened: there is only what takes something away, which comes later, with `--contract`.';
}

/** GitHub takes 65,536 characters. */
const longestBody = 60_000;

async function propose(
  { found, repositories, compared, evidence }: Answering,
  tree: DocumentTree,
  phase: 'expand' | 'contract',
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<{ readonly kind: 'opened'; readonly sentence: string } | Refusal> {
  const { service, from, to } = compared;
  const lossy = evidence.parts.some(({ part }) => part.phase === phase && judgeTrip(part).losses.length > 0);
  const title = `Migration of ${service}: ${from.tag} to ${to.tag} (${phase})`;
  const proposed = await repositories.propose(found.repository, {
    branch: branchName(service, from.tag, to.tag, phase),
    title,
    body: bodyOf(tree),
    message: title,
    files,
    draft: lossy,
  });
  if (proposed.kind === 'refused') return proposed;
  const done = { opened: 'was opened', updated: 'was updated', unchanged: 'stands as it was' }[proposed.what];
  const waits = lossy ? ' It is a draft: it loses data for ever, which a person has to approve.' : '';
  return {
    kind: 'opened',
    sentence: `Pull request ${found.repository}#${proposed.number} ${done} (${proposed.url}).${waits}`,
  };
}

function branchName(service: string, from: string, to: string, phase: 'expand' | 'contract'): string {
  const part = (text: string) => text.replaceAll(/[^A-Za-z0-9._-]+|\.{2,}|\.$|\.lock$/g, '-');
  const suffix = phase === 'contract' ? '-contract' : '';
  return `belay/migration-${part(service)}-${part(from)}-to-${part(to)}${suffix}`;
}

/** The files stand in the pull request itself. */
function bodyOf(tree: DocumentTree): string {
  const without = (kinds: readonly string[]) =>
    renderMarkdown({ ...tree, blocks: tree.blocks.filter(({ kind }) => !kinds.includes(kind)) });
  const body = without(['code']);
  return body.length <= longestBody ? body : without(['code', 'table']).slice(0, longestBody);
}
