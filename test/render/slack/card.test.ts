import type { ActionsBlock, Button, KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardMessage } from '../../../src/render/slack/card.ts';
import { undoFile } from '../../../src/render/slack/card-undo.ts';
import { aCard, anAction, anApprovedCard, aWaitingCard } from './a-card.ts';
import { arbitraryCard } from './arbitrary-card.ts';
import { refusals, textOf } from './limits.ts';
import { liveParts } from './live.ts';

function buttonsOf(blocks: readonly KnownBlock[]): readonly Button[] {
  return blocks
    .filter((block): block is ActionsBlock => block.type === 'actions')
    .flatMap(({ elements }) => elements)
    .filter((element): element is Button => element.type === 'button');
}

describe('a card on Slack', () => {
  it('is one message within the limits, whatever it says', () => {
    fc.assert(
      fc.property(arbitraryCard, (card) => {
        expect(refusals(cardMessage(card))).toEqual([]);
      }),
      { numRuns: 80, endOnFailure: true },
    );
  });

  it('pings, links and formats nothing that somebody typed', () => {
    fc.assert(
      fc.property(arbitraryCard, (card) => {
        expect(liveParts(cardMessage(card))).toEqual([]);
      }),
      { numRuns: 80, endOnFailure: true },
    );
  });

  it('says what happens, what is next, where it is on its way and what it can be told', () => {
    const card = aWaitingCard();
    const { blocks, text } = cardMessage(card);
    const said = textOf(blocks);
    for (const part of [
      card.title,
      card.now.sentence,
      card.next.sentence,
      card.rollout,
      'acme/shop@a1b2c3d',
    ]) {
      expect(said).toContain(part);
    }
    expect(text).toContain('waiting for approval');
    expect(buttonsOf(blocks).map(({ value }) => value)).toEqual(card.actions.map(({ command }) => command));
  });

  it('leads from the name of a check to where its value can be looked up, without another line', () => {
    const link = 'https://metrics.example/?q';
    const { checks } = aCard();
    const { blocks } = cardMessage(aCard({ checks: checks.map((check) => ({ ...check, link })) }));
    const links = JSON.stringify(blocks).match(/"type":"link","url":"https:\/\/metrics\.example\/\?q"/g);
    expect(links).toHaveLength(checks.length);
    expect(textOf(blocks)).toBe(textOf(cardMessage(aCard()).blocks));
  });

  it('gives up long addresses before anything that it says', () => {
    const link = `https://metrics.example/?${'q'.repeat(1900)}`;
    const [check] = aCard().checks;
    const many = Array.from({ length: 12 }, () => ({ ...check, link })) as ReturnType<typeof aCard>['checks'];
    const { blocks } = cardMessage(aCard({ checks: many }));
    expect(JSON.stringify(blocks).match(/"type":"link"/g)).toHaveLength(2);
    expect(textOf(blocks).split(many[0]?.label ?? '').length).toBeGreaterThan(12);
  });

  it('gives every button of a block an id of its own and says which ones ask for a reason first', () => {
    const ids = buttonsOf(cardMessage(aWaitingCard()).blocks).map(({ action_id }) => action_id);
    expect(ids).toEqual(['command-0', 'reason-1', 'reason-2']);
  });

  it('asks again before all holds are skipped, and for nothing else', () => {
    const actions = [
      anAction('Promote', 'promote r-0123456789', 'primary', 'promote'),
      anAction('Promote, skip all holds', 'promote r-0123456789 --all', 'plain', 'promote-all'),
    ];
    const [promote, all] = buttonsOf(cardMessage(aCard({ actions })).blocks);
    expect(promote?.confirm).toBeUndefined();
    expect(all?.confirm?.title?.text).toBe('Promote, skip all holds?');
  });

  it('shows who said yes, who still can and until when', () => {
    const { blocks } = cardMessage(aWaitingCard());
    expect(textOf(blocks)).toContain('1 of 2 approvals to leave half for everybody');
    expect(textOf(blocks)).toContain('Ada Lovelace or Jonas can still approve (team-lead or sre-oncall)');
    const expires = JSON.stringify(blocks).match(/"timestamp":(\d+)/g) ?? [];
    expect(expires).toContain(`"timestamp":${Math.floor((aWaitingCard().approval?.expiresAt ?? 0) / 1000)}`);
  });

  it('keeps showing who decided once a request is decided', () => {
    expect(textOf(cardMessage(anApprovedCard()).blocks)).toMatch(/half approved by Mira.*Ada Lovelace/);
  });

  it('links to its live page where that is known', () => {
    const link = 'https://belay.example.com/#/r-0123456789';
    expect(JSON.stringify(cardMessage(aCard(), link))).toContain(`<${link}|Live page>`);
    expect(JSON.stringify(cardMessage(aCard()))).not.toContain('Live page');
  });

  it('shows what is wrong before what is well, with its sentence', () => {
    const check = (label: string, tone: string) => ({
      label,
      value: '1 %',
      stable: '',
      rule: `${label} > 2%`,
      tone,
      sentence: `${label} speaks.`,
    });
    const said = textOf(
      cardMessage(aCard({ checks: [check('fine', 'good'), check('broken', 'bad')] })).blocks,
    );
    expect(said.indexOf('broken speaks.')).toBeLessThan(said.indexOf('fine > 2%'));
    expect(said).not.toContain('fine speaks.');
  });

  it('says what every reader should know besides, and how much of it is left out', () => {
    const remarks = Array.from({ length: 12 }, (_, index) => ({
      label: 'Muted',
      sentence: `check ${index} is not believed: type \`unmute\``,
      tone: 'warning',
    }));
    const said = textOf(cardMessage(aCard({ remarks })).blocks);
    expect(said).toContain('Muted: check 0 is not believed: type unmute');
    expect(said).toContain('… and 2 more remarks');
    expect(textOf(cardMessage(aCard()).blocks)).not.toContain('remark');
  });

  it('says how many checks it leaves out', () => {
    const checks = Array.from({ length: 27 }, (_, index) => ({
      label: `check ${index}`,
      value: '1',
      stable: '',
      rule: 'x > 1',
      tone: 'good',
      sentence: 's',
    }));
    expect(textOf(cardMessage(aCard({ checks })).blocks)).toContain('… and 12 more checks, all well');
  });

  it('never shows half a command that undoes by hand, and puts all of them into a file', () => {
    const commands = ['first', `second ${'x'.repeat(2000)}`, 'third'];
    const card = aCard({ undoByHand: commands });
    const said = textOf(cardMessage(card).blocks);
    expect(said).toContain('first');
    expect(said).not.toContain('second');
    expect(said).not.toContain('third');
    expect(said).toContain('… and 2 more commands, in the file in the thread');
    expect(undoFile(card)?.content).toContain(commands.join('\n'));
    expect(undoFile(aCard())).toBeNull();
  });
});
