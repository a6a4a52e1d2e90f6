import type { CommandSpec } from '../../../src/core/command/spec.ts';

/** Commands with every shape of argument and flag the grammar knows. */
export const specs: readonly CommandSpec[] = [
  {
    name: 'deploy',
    aliases: ['release'],
    summary: 'Release a version in stages.',
    usage: ['deploy shop v2.3.0 to production', 'deploy shop v2.3.0 --dry-run'],
    args: [
      { name: 'service', required: true, kind: 'service', description: 'What to release.' },
      { name: 'version', required: true, kind: 'version', description: 'A tag, image or SHA.' },
      { name: 'environment', required: false, before: 'to', kind: 'environment', description: 'Where.' },
    ],
    flags: [
      { name: 'dry-run', value: 'none', description: 'Show the plan only.' },
      { name: 'reason', value: 'text', description: 'Why.' },
      { name: 'within', value: 'duration', description: 'Give up after.' },
    ],
    verb: 'deploy',
    kind: 'acts',
  },
  {
    name: 'rollback',
    aliases: ['abort'],
    summary: 'Send all traffic back to stable.',
    usage: ['rollback shop "errors in checkout"'],
    args: [
      { name: 'target', required: true, kind: 'target', description: 'What.' },
      { name: 'reason', required: false, rest: true, kind: 'text', description: 'Why.' },
      { name: 'environment', required: false, before: 'in', kind: 'environment', description: 'Where.' },
    ],
    flags: [{ name: 'gradual', value: 'none', description: 'Step by step.' }],
    verb: 'rollback',
    kind: 'acts',
  },
  {
    name: 'note',
    aliases: [],
    summary: 'Add a line to the timeline.',
    usage: ['note shop we saw a spike'],
    args: [
      { name: 'target', required: true, kind: 'target', description: 'What.' },
      { name: 'text', required: true, rest: true, kind: 'text', description: 'The line.' },
    ],
    flags: [],
    verb: 'note',
    kind: 'acts',
  },
  {
    name: 'status',
    aliases: [],
    summary: 'Show what is live | and what was.',
    usage: ['status', 'status shop'],
    args: [{ name: 'target', required: false, kind: 'target', description: 'What.' }],
    flags: [],
    verb: 'read',
    kind: 'reads',
  },
  {
    name: 'report',
    aliases: [],
    summary: 'Show a rollout report.',
    usage: ['report r-0123456789'],
    args: [{ name: 'rollout', required: true, kind: 'rollout', description: 'Which.' }],
    flags: [],
    verb: 'read',
    kind: 'reads',
  },
];
