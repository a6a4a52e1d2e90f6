import type { RichTextQuote } from '@slack/types';
import type { Card } from '../../core/card/card.ts';
import { counted, listed, quoted } from '../../core/prose.ts';
import type { CardDetail } from './card-detail.ts';
import { shortened } from './escape.ts';
import { prose } from './prose.ts';
import { bold, emoji, italic, linesOf, type Piece, text, when } from './rich-text.ts';

type Approval = NonNullable<Card['approval']>;
type Decision = Card['decisions'][number];

/** The open request: what for, who said yes, who still may, until when. */
export function approvalBox(approval: Approval, detail: CardDetail): RichTextQuote {
  const { given, needed, stage, towards, reason, expiresAt } = approval;
  const { elements } = linesOf([
    [
      emoji('hand'),
      bold(` ${given.length} of ${counted(needed, 'approval')}`),
      text(` to leave ${shortened(stage, detail.name)} for ${shortened(towards, detail.name)}`),
    ],
    prose(shortened(reason, detail.sentence)),
    ...votePieces(given, detail),
    [text(stillMay(approval, detail))],
    [text('Expires '), when(expiresAt)],
  ]);
  return { type: 'rich_text_quote', elements };
}

function votePieces(votes: Approval['given'], detail: CardDetail): readonly (readonly Piece[])[] {
  const more = votes.length - detail.people;
  return [
    ...votes
      .slice(0, detail.people)
      .map(({ person, at }) => [text(`✓ ${shortened(person, detail.name)}, `), when(at)]),
    ...(more > 0 ? [[text(`… and ${more} more`)]] : []),
  ];
}

/** `Ada, Mira or Jonas can still approve (team-lead or sre-oncall)` */
function stillMay({ eligible, roles }: Approval, detail: CardDetail): string {
  const as = roles.length === 0 ? '' : ` (${shortened(listed(roles, 'or'), detail.sentence)})`;
  if (eligible.length === 0) return `Nobody who is declared can still approve${as}`;
  return `${named(
    eligible.map(({ name }) => name),
    detail,
    'or',
  )} can still approve${as}`;
}

/** What was decided before, the latest last. */
export function decisionLines(
  decisions: Card['decisions'],
  detail: CardDetail,
): readonly (readonly Piece[])[] {
  const hidden = Math.max(0, decisions.length - detail.decisions);
  return [
    ...(hidden > 0 ? [[italic(`… ${counted(hidden, 'earlier decision')}`)]] : []),
    ...decisions.slice(hidden).map((decision) => decisionPieces(decision, detail)),
  ];
}

/** Who decided one request, and when. */
export function decisionPieces(decision: Decision, detail: CardDetail): readonly Piece[] {
  const stage = shortened(decision.stage, detail.name);
  switch (decision.outcome) {
    case 'approved':
      return [
        emoji('white_check_mark'),
        text(' '),
        bold(stage),
        text(' approved by '),
        ...voters(decision, detail),
      ];
    case 'rejected':
      return [
        emoji('no_entry'),
        text(' '),
        bold(stage),
        text(` rejected by ${shortened(decision.by ?? 'somebody', detail.name)}, `),
        when(decision.at),
        ...why(decision, detail),
        ...before(decision, detail),
      ];
    case 'extended':
      return [emoji('stopwatch'), text(' '), bold(stage), text(' extended by '), ...voters(decision, detail)];
    case 'expired':
      return [
        emoji('hourglass'),
        text(' '),
        bold(stage),
        text(' expired undecided, '),
        when(decision.at),
        ...before(decision, detail),
      ];
    case 'withdrawn':
      return [
        emoji('leftwards_arrow_with_hook'),
        text(' '),
        bold(stage),
        text(' no longer asked for, '),
        when(decision.at),
        ...why(decision, detail),
        ...before(decision, detail),
      ];
  }
}

function why({ reason }: Decision, detail: CardDetail): readonly Piece[] {
  return reason === null ? [] : [text(`: ${shortened(quoted(reason), detail.sentence)}`)];
}

function before(decision: Decision, detail: CardDetail): readonly Piece[] {
  if (decision.votes.length === 0) return [];
  return [text('; before that approved by '), ...voters(decision, detail)];
}

function voters({ votes }: Decision, detail: CardDetail): readonly Piece[] {
  const more = votes.length - detail.people;
  return [
    ...votes
      .slice(0, detail.people)
      .flatMap(({ person, at }, index) => [
        text(`${index === 0 ? '' : '; '}${shortened(person, detail.name)}, `),
        when(at),
      ]),
    ...(more > 0 ? [text(` and ${more} more`)] : []),
  ];
}

/** `Ada, Mira or 12 more` */
function named(names: readonly string[], detail: CardDetail, last: 'and' | 'or'): string {
  const short = names.map((name) => shortened(name, detail.name));
  if (short.length <= detail.people) return listed(short, last);
  return listed([...short.slice(0, detail.people), `${short.length - detail.people} more`], last);
}
