import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deployForm, readDeployForm, versionOptions } from '../../../src/render/slack/deploy-form.ts';
import { homeView } from '../../../src/render/slack/home.ts';
import { readReasonForm, reasonForm } from '../../../src/render/slack/reason-form.ts';
import { checkBlocks } from '../../doubles/slack/rules/blocks.ts';
import { aCard, aWaitingCard } from './a-card.ts';
import { arbitraryCard } from './arbitrary-card.ts';
import { textOf } from './limits.ts';
import { liveIn } from './live.ts';

const person = { name: 'Ada', roles: ['team-lead'], mayDeploy: true };

/** What Slack sends of a form to start a rollout. */
function filledIn(known: string | null, typed: string | null) {
  const chosen = (value: string | null) => ({
    chosen: { type: 'static_select', selected_option: value === null ? null : { value } },
  });
  return {
    service: chosen('shop'),
    'known-version': chosen(known),
    'other-version': { typed: { type: 'plain_text_input', value: typed } },
    environment: chosen('production'),
    reason: { typed: { type: 'plain_text_input', value: null } },
  };
}

describe('the home page on Slack', () => {
  it('shows what waits for the reader first, then the rest, and one button to start', () => {
    const live = [aWaitingCard(), aCard({ rollout: 'r-1111111111', title: 'shop v7 → production' })];
    const said = textOf(homeView({ person, account: 'T1/U1', waiting: [aWaitingCard()], live }).blocks);
    expect(said.indexOf('Waiting for you')).toBeLessThan(said.indexOf('checkout v2.3.0'));
    expect(said.indexOf('Under way')).toBeLessThan(said.indexOf('shop v7'));
    expect(said.split('checkout v2.3.0 → production')).toHaveLength(2);
    expect(said).toContain('Start a rollout');
  });

  it('has no button to start for whoever may not', () => {
    const view = homeView({
      person: { ...person, mayDeploy: false },
      account: 'T1/U1',
      waiting: [],
      live: [],
    });
    expect(textOf(view.blocks)).not.toContain('Start a rollout');
    expect(textOf(view.blocks)).toContain('Nothing waits for you.');
  });

  it('tells a stranger what to put into belay.yml', () => {
    const view = homeView({ person: null, account: 'T0SHOP/U0ADA', waiting: [], live: [] });
    expect(textOf(view.blocks)).toContain('accounts: { slack: T0SHOP/U0ADA }');
  });

  it('fits a view whatever is under way, and says how much it leaves out', () => {
    const cards = fc.array(arbitraryCard, { maxLength: 8 });
    fc.assert(
      fc.property(cards, cards, (waiting, live) => {
        const { blocks } = homeView({ person, account: 'T1/U1', waiting, live });
        expect(checkBlocks(blocks, 100)).toMatchObject({ kind: 'fine' });
        expect(blocks.flatMap((block) => liveIn(block as KnownBlock))).toEqual([]);
      }),
      { numRuns: 30, endOnFailure: true },
    );
    const many = Array.from({ length: 500 }, (_, index) =>
      aCard({ rollout: `r-${String(index).padStart(10, '0')}` }),
    );
    const { blocks } = homeView({ person, account: 'T1/U1', waiting: [], live: many });
    expect(blocks.length).toBeLessThanOrEqual(100);
    expect(textOf(blocks)).toMatch(/… and \d+ more rollouts: type \/belay status/);
  });
});

const options = {
  services: ['shop', 'api'],
  environments: ['production'],
  chosen: { service: 'api' },
  metadata: '{}',
};

describe('the form to start a rollout', () => {
  it('offers services, environments and versions, and chooses what is clear', () => {
    const form = deployForm(options);
    expect(form.title.text.length).toBeLessThanOrEqual(24);
    expect(checkBlocks(form.blocks, 100)).toMatchObject({ kind: 'fine' });
    const said = JSON.stringify(form.blocks);
    expect(said).toContain(
      '"initial_option":{"text":{"type":"plain_text","text":"api","emoji":false},"value":"api"}',
    );
    expect(said).toContain('"type":"external_select"');
  });

  it('suggests a hundred versions at most, and none that a list cannot hold', () => {
    const many = Array.from({ length: 150 }, (_, index) => `v${index}`);
    const options = versionOptions([`long-${'x'.repeat(200)}`, ...many]);
    expect(options).toHaveLength(100);
    expect(options[0]).toMatchObject({ value: 'v0' });
  });

  it('puts more services than one list takes into groups', () => {
    const services = Array.from({ length: 250 }, (_, index) => `service-${index}`);
    const [block] = deployForm({ ...options, services }).blocks;
    const groups = block !== undefined && 'element' in block ? block.element : null;
    expect(JSON.stringify(groups).match(/"label"/g)).toHaveLength(3);
    expect(JSON.stringify(groups).match(/"value":"service-/g)).toHaveLength(250);
  });

  it.each([
    ['chosen', 'v1', null, { version: 'v1', field: 'known-version' }],
    ['typed', null, ' v2 ', { version: 'v2', field: 'other-version' }],
  ])('reads a version that is %s', (_how, known, typed, version) => {
    const answer = { service: 'shop', environment: 'production', reason: null, ...version };
    expect(readDeployForm(filledIn(known, typed))).toEqual({ answer });
  });

  it('takes no version that is chosen beside one that is typed', () => {
    const mistakes = { 'other-version': 'Choose one or type one, not both.' };
    expect(readDeployForm(filledIn('v1', 'v2'))).toEqual({ mistakes });
  });

  it.each(['--force', 'v1 --all', 'v1"; x', 'v1\nv2', '`id`', 'a&&id'])(
    'refuses %j as a version',
    (value) => {
      const read = readDeployForm({
        service: { chosen: { selected_option: { value: 'shop' } } },
        'other-version': { typed: { value } },
        environment: { chosen: { selected_option: { value: 'production' } } },
      });
      expect(read).toEqual({ mistakes: { 'other-version': expect.stringContaining('letter or digit') } });
    },
  );

  it('says at each field what is missing, also when nothing that it knows came', () => {
    expect(readDeployForm('nonsense')).toEqual({
      mistakes: {
        service: 'Choose a service.',
        'other-version': 'Choose a version or type one.',
        environment: 'Choose an environment.',
      },
    });
  });
});

describe('the form for a reason', () => {
  it('says what it is about and can be left empty', () => {
    const form = reasonForm({
      label: 'Roll back at once, whatever it costs',
      about: 'shop v2',
      metadata: '{}',
    });
    expect(form.title.text.length).toBeLessThanOrEqual(24);
    expect(checkBlocks(form.blocks, 100)).toMatchObject({ kind: 'fine' });
    expect(textOf(form.blocks)).toContain('shop v2');
    expect(readReasonForm({ reason: { typed: { value: ' slow\nand red ' } } })).toBe('slow and red');
    expect(readReasonForm({ reason: { typed: { value: null } } })).toBeNull();
    expect(readReasonForm(null)).toBeNull();
  });
});
