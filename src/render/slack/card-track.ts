import type { Card } from '../../core/card/card.ts';
import { percent } from '../../core/prose.ts';
import type { CardDetail } from './card-detail.ts';
import { shortened } from './escape.ts';
import { bold, emoji, linesOf, type Piece, struck, text } from './rich-text.ts';

type Stage = Card['stages'][number];

/** Where the rollout is on its way, and how much of the traffic it has. */
export function cardTrack(card: Card, detail: CardDetail) {
  const stages = stagePieces(card, detail);
  const traffic = trafficPieces(card);
  return linesOf([stages, traffic].filter((pieces) => pieces.length > 0));
}

/** The stages around the current one; those further away are counted. */
function stagePieces({ stages }: Card, detail: CardDetail): readonly Piece[] {
  const current = Math.max(
    0,
    stages.findIndex(({ state }) => state === 'current'),
  );
  const first = Math.max(0, Math.min(current - 1, stages.length - detail.stages));
  const shown = stages.slice(first, first + detail.stages);
  const later = stages.length - first - shown.length;
  const parts = [
    ...(first > 0 ? [[text(`${first} earlier`)]] : []),
    ...shown.map((stage) => stagePiece(stage, detail)),
    ...(later > 0 ? [[text(`${later} more`)]] : []),
  ];
  return parts.flatMap((part, index) => (index === 0 ? part : [text('  ›  '), ...part]));
}

function stagePiece({ label, state, asks }: Stage, detail: CardDetail): readonly Piece[] {
  return [
    stageWord(shortened(label, detail.name), state),
    ...(asks && isAhead(state) ? [text(' '), emoji('hand')] : []),
  ];
}

/** Who was asked to leave a stage that is behind stands in the decisions. */
function isAhead(state: Stage['state']): boolean {
  return state === 'current' || state === 'ahead';
}

function stageWord(label: string, state: Stage['state']): Piece {
  switch (state) {
    case 'done':
      return text(`✓ ${label}`);
    case 'current':
      return bold(`● ${label}`);
    case 'ahead':
      return text(`○ ${label}`);
    case 'undone':
      return struck(label);
  }
}

const cells = 10;

function trafficPieces({ traffic, over, version }: Card): readonly Piece[] {
  const { wanted, observed, requests } = traffic;
  if (over && wanted === 0) return [];
  // Some traffic never looks like none, and not all never like all.
  const filled =
    wanted <= 0 ? 0 : wanted >= 100 ? cells : Math.min(cells - 1, Math.max(1, Math.round(wanted / cells)));
  const bar = `${'▰'.repeat(filled)}${'▱'.repeat(cells - filled)}`;
  return [text(`${bar}  `), bold(percent(wanted)), text(` for ${version}, ${seen(observed, requests)}`)];
}

function seen(observed: number | null, requests: number): string {
  if (observed === null) return 'too few requests to tell what is served';
  return `${percent(observed)} seen in ${requests.toLocaleString('en')} ${requests === 1 ? 'request' : 'requests'}`;
}
