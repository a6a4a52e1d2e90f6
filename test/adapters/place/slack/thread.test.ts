import { describe, expect, it } from 'vitest';
import type { DocumentTree } from '../../../../src/core/documents/tree.ts';
import { aCard } from '../../../render/slack/a-card.ts';
import { textOf } from '../../../render/slack/limits.ts';
import { cardKey, onSlack, rollout } from './on-slack.ts';

const tree: DocumentTree = {
  title: 'Report: checkout v2.3.0',
  summary: 'v2.3.0 serves everybody.',
  draftedBy: 'template',
  draftedWhy: 'Written from the log.',
  at: 1_800_000_000_000,
  blocks: [{ kind: 'paragraph', text: 'All went well.' }],
};
const chart = { png: new Uint8Array([137, 80, 78, 71]), alt: 'Errors stayed at 0.1 %.' };

describe('the thread of a card on Slack', () => {
  it('takes each line once, in order', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aCard());
    await on.place.line('line/1', rollout, 'v2.3.0 was asked for by Ada.');
    on.slack.faults.next('chat.postMessage', { kind: 'answer-lost' });
    const lost = on.place.line('line/2', rollout, '<!here> 5 % now.');
    await expect(lost).rejects.toMatchObject({ code: 'place-unreachable' });
    await on.place.line('line/2', rollout, '<!here> 5 % now.');
    await on.place.line('line/2', rollout, '<!here> 5 % now.');
    const said = on.thread().map(({ blocks }) => textOf(blocks));
    expect(said).toEqual(['v2.3.0 was asked for by Ada.', '<!here> 5 % now.']);
    expect(on.thread()[1]?.text).toContain('&lt;!here&gt;');
  });

  it('has nothing said in it before the card is there', async () => {
    await using on = await onSlack();
    const early = on.place.line('line/1', rollout, 'Too early.');
    await expect(early).rejects.toMatchObject({ code: 'place-paced' });
    expect(on.slack.state.calls).toEqual([]);
  });

  it('moves to the channel when somebody deleted the card', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aCard());
    on.slack.state.messages.clear();
    await on.place.line('line/1', rollout, 'Still said.');
    expect(on.shown().map(({ blocks }) => textOf(blocks))).toEqual(['Still said.']);
  });

  it('gets a document as a summary, a file and its chart', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aCard());
    await on.place.document('document/1', rollout, { tree, chart });
    const [summary, files] = on.thread();
    expect(textOf(summary?.blocks)).toContain('v2.3.0 serves everybody.');
    const shared = files?.files.map((id) => on.slack.state.files.get(id));
    expect(shared?.map((file) => file?.title)).toEqual([
      'Report: checkout v2.3.0',
      'Errors stayed at 0.1 %.',
    ]);
    expect(shared?.map((file) => file?.name.replace(/^.*\./, ''))).toEqual(['txt', 'png']);
    expect(Buffer.from(shared?.[0]?.content ?? []).toString()).toContain('All went well.');
    expect(shared?.[1]?.content).toEqual(chart.png);
  });

  it('gets the PDF with the document where one is wanted', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aCard());
    const pdf = new Uint8Array([37, 80, 68, 70]);
    await on.place.document('document/1', rollout, { tree, chart, pdf });
    const shared = on.thread()[1]?.files.map((id) => on.slack.state.files.get(id));
    expect(shared?.map((file) => file?.name.replace(/^.*\./, ''))).toEqual(['txt', 'pdf', 'png']);
    expect(shared?.[1]?.content).toEqual(pdf);
  });

  it('gets a document once although an answer was lost on the way', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aCard());
    for (const method of ['chat.postMessage', 'files.getUploadURLExternal', 'files.completeUploadExternal']) {
      on.slack.faults.next(method, { kind: 'answer-lost' });
      const lost = on.place.document('document/1', rollout, { tree, chart: null });
      await expect(lost).rejects.toMatchObject({ code: 'place-unreachable' });
    }
    await on.place.document('document/1', rollout, { tree, chart: null });
    await on.place.document('document/1', rollout, { tree, chart: null });
    expect(on.thread()).toHaveLength(2);
  });

  it('catches up in order after Slack was away for ten minutes, with one card that shows the end', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aCard());
    on.slack.faults.down = true;
    const waiting = [
      () => on.place.card(cardKey, aCard({ version: 'v9' })),
      ...['one', 'two', 'three'].map((text) => () => on.place.line(`line/${text}`, rollout, text)),
      () => on.place.document('document/1', rollout, { tree, chart }),
    ];
    for (let minute = 0; minute < 10; minute += 1) {
      on.later(60_000);
      for (const say of waiting) await expect(say()).rejects.toMatchObject({ code: 'place-unreachable' });
    }
    on.slack.faults.down = false;
    for (const say of waiting) await say();
    expect(on.shown()).toHaveLength(1);
    expect(on.shown()[0]?.edits).toBe(1);
    const said = on.thread().map(({ blocks }) => textOf(blocks));
    expect(said.slice(0, 3)).toEqual(['one', 'two', 'three']);
    expect(on.thread()).toHaveLength(5);
  });
});
