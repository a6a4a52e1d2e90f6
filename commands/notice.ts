import { customerNotice } from '../src/core/documents/customer-notice.ts';
import { sectionsOf } from '../src/core/documents/sections.ts';
import type { DocumentTree } from '../src/core/documents/tree.ts';
import { nearest } from '../src/core/nearest.ts';
import { composeNotice, type Notice } from '../src/core/notices/compose-notice.ts';
import {
  type ChangeKind,
  changeKinds,
  type NoticeTemplate,
  resolutionOf,
} from '../src/core/notices/notice.ts';
import { noticeFacts } from '../src/core/notices/notice-facts.ts';
import { readStart } from '../src/core/notices/read-start.ts';
import { quoted } from '../src/core/prose.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import type { Call, Command, Desk } from './command.ts';
import { findRollout } from './find-rollout.ts';
import { partOf, sendNotice } from './send-notice.ts';
import { environment, target } from './shared-arguments.ts';

export const notice: Command = {
  spec: {
    name: 'notice',
    aliases: [],
    summary: 'Draft what customers are told of a release; with --send, send the draft that was read.',
    usage: [
      'notice maintenance shop --at 2026-11-22T10:00Z',
      'notice feature shop --change redesign --about "a new checkout"',
      'notice incident shop --send',
      'notice incident shop --resolved',
    ],
    args: [
      {
        name: 'template',
        required: true,
        description: 'One of maintenance, feature and incident, or a template of belay.yml.',
        kind: 'text',
      },
      { ...target, required: false },
      environment,
    ],
    flags: [
      {
        name: 'at',
        value: 'text',
        description: 'When it begins: 2026-11-22T10:00Z, or how long from now: 26h.',
      },
      {
        name: 'change',
        value: 'text',
        description: 'What kind of change it is: says whether a notice is needed.',
      },
      { name: 'about', value: 'text', description: 'What is new, in words that customers understand.' },
      { name: 'resolved', value: 'none', description: 'Say that what customers were told of is over.' },
      { name: 'send', value: 'none', description: 'Send the draft that was shown before.' },
      { name: 'late', value: 'none', description: 'Send it although the lead time cannot be kept any more.' },
    ],
    verb: 'notice',
    kind: 'acts',
    group: 'documents',
    slow: 'Writing the notice; it takes up to half a minute.',
  },
  async run(call, desk) {
    const found = templateOf(call, desk);
    if ('kind' in found) return found;
    const resolved = call.parsed.flags['resolved'] === true;
    if (resolved && found.updateEvery === null) return neverOpen(found);
    const template = resolved ? resolutionOf(found) : found;
    const rollout = await findRollout(call, desk, 'notice', 'newest');
    if ('kind' in rollout) return rollout;
    if (call.parsed.flags['send'] === true) return sendNotice(call, desk, rollout, template);
    const drafted = compose(call, desk, rollout, template);
    if ('kind' in drafted) return drafted;
    return { kind: 'document', tree: await draft(call, desk, rollout, drafted) };
  },
};

function templateOf(call: Call, { config }: Desk): NoticeTemplate | Refusal {
  const { templates } = config.communications;
  const typed = call.parsed.args['template'] ?? '';
  const found = templates.find(({ name }) => name === typed);
  if (found !== undefined) return found;
  const names = templates.map(({ name }) => name);
  const near = nearest(typed, names);
  const hint = near === null ? '' : ` Did you mean \`${near}\`?`;
  return refuse(
    'no-such-template',
    `There is no notice ${quoted(typed)}.${hint} There are: ${names.join(', ')}.`,
  );
}

function neverOpen({ name }: NoticeTemplate): Refusal {
  return refuse(
    'never-open',
    `The notice ${name} is not brought up to date, so it has no end to tell of. Give it \`update_every\` in belay.yml, or leave \`--resolved\` out.`,
  );
}

function compose(call: Call, { config }: Desk, rollout: Rollout, template: NoticeTemplate): Notice | Refusal {
  const { at, change, about } = call.parsed.flags;
  const start = typeof at === 'string' ? readStart(at, call.now) : null;
  if (typeof at === 'string' && start === null) {
    return refuse(
      'bad-time',
      `${quoted(at)} is no time that means the same everywhere. Write it like \`2026-11-22T10:00Z\` or \`2026-11-22T11:00+01:00\`, or how long from now: \`26h\`.`,
    );
  }
  if (typeof change === 'string' && !isChange(change)) {
    const near = nearest(change, changeKinds);
    const hint = near === null ? '' : ` Did you mean \`${near}\`?`;
    return refuse(
      'bad-change',
      `There is no kind of change ${quoted(change)}.${hint} There are: ${changeKinds.join(', ')}.`,
    );
  }
  if (template.body.includes('{feature}') && typeof about !== 'string') {
    return refuse(
      'what-is-new',
      `The notice ${template.name} says what is new. Add \`--about "…"\` in words that customers understand.`,
    );
  }
  const wanted = {
    template,
    start,
    change: typeof change === 'string' ? change : null,
    about: typeof about === 'string' ? about : null,
    neededFor: config.communications.neededFor,
  };
  return composeNotice(rollout, wanted, call.now);
}

function isChange(text: string): text is ChangeKind {
  return (changeKinds as readonly string[]).includes(text);
}

/** What is shown is kept: exactly that is sent when somebody says so. */
async function draft(call: Call, desk: Desk, rollout: Rollout, made: Notice): Promise<DocumentTree> {
  const part = partOf(call, made.template);
  const { tree } = await desk.draftDocument({
    document: 'customer-notice',
    part,
    subject: rollout.id,
    base: customerNotice(made, rollout.plan.service, call.now),
    scope: { book: noticeFacts(rollout.id, made), ...sectionsOf['customer-notice'], choices: [] },
    untrusted: [],
    rollout: rollout.id,
    person: call.speaker.person,
  });
  await desk.store.documents.save({
    rollout: rollout.id,
    document: 'customer-notice',
    part,
    tree,
    at: call.now,
  });
  return tree;
}
