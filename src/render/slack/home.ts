import type { HomeView, KnownBlock } from '@slack/types';
import type { Card } from '../../core/card/card.ts';
import { counted } from '../../core/prose.ts';
import { actionIds, buttonBlocks } from './buttons.ts';
import { approvalBox } from './card-approval.ts';
import { cardDetails } from './card-detail.ts';
import { plain } from './escape.ts';
import { blocksLength } from './fit.ts';
import { limits } from './limits.ts';
import { prose } from './prose.ts';
import { cardSummary } from './reply.ts';
import { bold, code, linesOf, preformatted, rich, section, text } from './rich-text.ts';

/** What one person sees on the app's own page. */
export interface Home {
  /** Null for an account that stands under no person. */
  readonly person: {
    readonly name: string;
    readonly roles: readonly string[];
    readonly mayDeploy: boolean;
  } | null;
  /** `TEAM/USER`, as it stands in belay.yml. */
  readonly account: string;
  /** Rollouts whose open approval this person could give. */
  readonly waiting: readonly Card[];
  /** Every rollout under way that they may see. */
  readonly live: readonly Card[];
}

/** What waits for the reader, what is under way, and one button to start. */
export function homeView(home: Home): HomeView {
  return { type: 'home', blocks: home.person === null ? stranger(home.account) : known(home, home.person) };
}

function stranger(account: string): KnownBlock[] {
  return [
    { type: 'header', text: plain('Belay does not know you yet', limits.header) },
    rich(
      section(...prose('Whoever keeps belay.yml can put this under you in `people`:')),
      preformatted([`accounts: { slack: ${account} }`]),
    ),
  ];
}

function known(home: Home, person: NonNullable<Home['person']>): KnownBlock[] {
  return [
    ...(person.mayDeploy ? [start()] : []),
    ...listing('Waiting for you', 'Nothing waits for you.', home.waiting, waitingBlocks),
    { type: 'divider' },
    ...listing('Under way', nothingElse(home), others(home), liveBlocks),
    { type: 'divider' },
    {
      type: 'context',
      elements: [
        plain(`Belay knows you as ${person.name}, with ${roleWords(person.roles)}. `, 1000),
        plain('Type /belay help for everything you can say.', 1000),
      ],
    },
  ];
}

/** What waits for the reader is shown once. */
function others({ waiting, live }: Home): readonly Card[] {
  const above = new Set(waiting.map(({ rollout }) => rollout));
  return live.filter(({ rollout }) => !above.has(rollout));
}

function nothingElse({ waiting }: Home): string {
  return waiting.length === 0 ? 'No rollout is under way.' : 'No other rollout is under way.';
}

function roleWords(roles: readonly string[]): string {
  return roles.length === 0 ? 'no role' : `the ${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ')}`;
}

function start(): KnownBlock {
  return {
    type: 'actions',
    elements: [
      {
        type: 'button',
        text: plain('Start a rollout', limits.buttonLabel),
        action_id: actionIds.openDeploy,
        style: 'primary',
      },
    ],
  };
}

/** Each list has less than half of the view, in blocks and in characters. */
const room = { blocks: limits.blocksPerView / 2 - 8, json: limits.blocksJson };

function listing(
  title: string,
  none: string,
  cards: readonly Card[],
  blocksOf: (card: Card) => readonly KnownBlock[],
): readonly KnownBlock[] {
  const heading: KnownBlock = { type: 'header', text: plain(title, limits.header) };
  if (cards.length === 0) return [heading, rich(section(text(none)))];
  const shown: KnownBlock[] = [];
  let left = cards.length;
  for (const card of cards) {
    const blocks = blocksOf(card);
    const fits =
      shown.length + blocks.length <= room.blocks && blocksLength([...shown, ...blocks]) <= room.json;
    if (!fits) break;
    shown.push(...blocks);
    left -= 1;
  }
  if (left === 0) return [heading, ...shown];
  const more = section(text(`… and ${counted(left, 'more rollout')}: type `), code('/belay status'));
  return [heading, ...shown, rich(more)];
}

const detail = cardDetails[2] ?? {
  sentence: 250,
  name: 60,
  people: 4,
  stages: 4,
  checks: 4,
  links: 0,
  decisions: 1,
  remarks: 0,
  actions: 6,
  undo: 4,
};

function waitingBlocks(card: Card): readonly KnownBlock[] {
  return [
    rich(section(bold(card.title), text('  '), code(card.rollout))),
    ...(card.approval === null ? [] : [rich(approvalBox(card.approval, detail))]),
    ...buttonBlocks(card.actions.slice(0, detail.actions), card.title),
  ];
}

function liveBlocks(card: Card): readonly KnownBlock[] {
  const brief = {
    ...card,
    title: card.title.slice(0, limits.header),
    now: { ...card.now, sentence: card.now.sentence.slice(0, 600) },
  };
  return [
    rich(linesOf(cardSummary(brief))),
    ...buttonBlocks(card.actions.slice(0, detail.actions), card.title),
  ];
}
