import { documentKinds } from '../src/core/documents/kinds.ts';
import { refuse } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import type { StoredDocument } from '../src/ports/documents.ts';
import type { Command } from './command.ts';
import { findDocument, noDocument } from './find-document.ts';
import { findRollout } from './find-rollout.ts';
import { listDocuments } from './list-documents.ts';
import { environment, target } from './shared-arguments.ts';

export const report: Command = {
  spec: {
    name: 'report',
    aliases: [],
    summary: 'What was written about a rollout: its report, checklist, analyses and incident report.',
    usage: [
      'report shop',
      'report shop --list',
      'report r-0123456789 --document go-no-go --part gate-2',
      'report shop --pdf',
    ],
    args: [{ ...target, required: false }, environment],
    flags: [
      {
        name: 'document',
        value: 'text',
        description: 'Which one: its kind, or words of its title; the newest when there are several.',
        offers: documentKinds,
      },
      { name: 'part', value: 'text', description: 'Which of several of one kind: `gate-2`, `stage-1`.' },
      { name: 'checklist', value: 'none', description: 'The checklist it began with.' },
      { name: 'list', value: 'none', description: 'Everything that was written about it.' },
      { name: 'pdf', value: 'none', description: 'As a file to send and to print.' },
    ],
    verb: 'report',
    kind: 'reads',
    group: 'documents',
  },
  async run(call, desk) {
    const { flags } = call.parsed;
    const { checklist, list, document: wish, part, pdf } = flags;
    if (checklist === true && (wish !== undefined || part !== undefined || list === true))
      return refuse(
        'flags-differ',
        '`--checklist` says already which document is meant; leave the others out.',
      );
    if (list === true && part !== undefined)
      return refuse('flags-differ', '`--list` shows every part; leave `--part` out.');
    const rollout = await findRollout(call, desk, 'report', 'newest');
    if ('kind' in rollout) return rollout;
    const kept = await desk.store.documents.of(rollout.id);
    const words = typeof wish === 'string' ? wish : null;
    if (list === true) return listDocuments(rollout, kept, words, call.now);
    const asked = {
      words: checklist === true ? 'checklist' : words,
      part: typeof part === 'string' ? part : null,
    };
    const found = findDocument(kept, asked);
    return found === null ? noDocument(rollout, kept, asked) : shown(found, pdf === true);
  },
};

function shown({ rollout, document, part, tree }: StoredDocument, pdf: boolean): Reply {
  return { kind: 'document', tree, kept: { rollout, document, part, pdf } };
}
