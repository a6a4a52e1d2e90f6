import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Intent, intentExamples } from '../../../src/core/questions/question.ts';
import { readQuestion, readsAsQuestion } from '../../../src/core/questions/read-question.ts';

const vocabulary = {
  services: ['shop', 'checkout-api'],
  environments: ['staging', 'production'],
  versions: ['v2.4.0', '1.1', 'v3'],
};

function intentOf(text: string): Intent | 'unknown' | readonly Intent[] {
  const read = readQuestion(text, vocabulary);
  if (read.kind === 'understood') return read.intent;
  return read.kind === 'ambiguous' ? read.intents : 'unknown';
}

const slotsOf = (text: string) => readQuestion(text, vocabulary).slots;

describe('what is asked', () => {
  it.each(Object.entries(intentExamples))('%s is asked as it is suggested: %s', (intent, example) => {
    expect(intentOf(example)).toBe(intent);
    expect(intentOf(example.toUpperCase().replaceAll(/[?.]$/g, ' !!'))).toBe(intent);
  });

  it.each<[string, Intent]>([
    ['current deployment', 'status-analysis'],
    ['how is it going', 'status-analysis'],
    ['analyse shop', 'status-analysis'],
    ['anlayze current deploymnet', 'status-analysis'],
    ['is everything healthy?', 'status-analysis'],
    ['why is shop paused', 'status-analysis'],
    ['proceed to 50%?', 'proceed'],
    ['should we procede to 50 percent', 'proceed'],
    ['Should we PROCEED, to 50 %??', 'proceed'],
    ['go or no go?', 'proceed'],
    ['go/no-go?', 'proceed'],
    ['is it safe to go to 100%?', 'proceed'],
    ['should we roll back?', 'proceed'],
    ['can we promote shop', 'proceed'],
    ['is checkout fast enough to go on?', 'proceed'],
    ['analyze and tell me whether we should proceed', 'proceed'],
    ['why did we rollback v2.4.0', 'why-rolled-back'],
    ['why was v2.4.0 roled back?', 'why-rolled-back'],
    ['what caused the rollback of shop?', 'why-rolled-back'],
    ['when was v3 rolled back?', 'why-rolled-back'],
    ['is the canary worse than stable?', 'compare'],
    ['v2.4.0 vs stable', 'compare'],
    ['who has to approve this?', 'who-approves'],
    ['does it need approval?', 'who-approves'],
    ["what's next?", 'what-next'],
    ['how long will it take?', 'when-done'],
    ['when is the next stage?', 'when-done'],
    ['when will shop finish', 'when-done'],
    ['what is new in v3?', 'what-changed'],
    ['which files does it contain', 'what-changed'],
    ['what went wrong?', 'what-failed'],
    ['whcih checks are failing?', 'what-failed'],
    ['show me the timeline', 'history'],
    ['what happened to v2.4.0?', 'history'],
  ])('%s', (text, intent) => {
    expect(intentOf(text)).toBe(intent);
  });

  it.each([
    'what is the meaning of everything',
    'hello',
    '',
    '¿qué?',
    '部署怎么样了？',
    'привет, как дела?',
    '🙂',
    '"; drop table',
  ])('says so when it does not know: %s', (text) => {
    expect(intentOf(text)).toBe('unknown');
  });

  it('asks back where two things are asked alike', () => {
    expect(intentOf('what changed and what failed?')).toEqual(['what-changed', 'what-failed']);
  });
});

describe('what it is about', () => {
  it.each([
    ['should shop proceed to 50%?', { service: 'shop', weight: 50 }],
    ['should we go to 12.5 percent in prod?', { environment: 'production', weight: 12.5 }],
    ['why was V2.4.0 rolled back?', { version: 'v2.4.0' }],
    ['why was 2.4.0 rolled back?', { version: 'v2.4.0' }],
    ['why was v9.9 rolled back?', { version: 'v9.9' }],
    ['how is checkuot-api doing', { service: null }],
    ['how is chekout-api doing', { service: 'checkout-api' }],
    ['how is r-0123456789?', { rollout: 'r-0123456789' }],
    ['analyze current deployment', { current: true, service: null, version: null }],
    ['should we go to 400%?', { weight: null }],
  ])('%s', (text, slots) => {
    expect(slotsOf(text)).toMatchObject(slots);
  });
});

describe('a line reads as a question', () => {
  it.each([
    'should we proceed',
    'rollback?',
    '@belay why',
    '<@U0123> go or no go',
    'belay: what now',
    'explain why it waits',
    '部署？',
    '"should we proceed to 50%?"',
  ])('%s', (text) => expect(readsAsQuestion(text)).toBe(true));
  it.each(['rollback shop', 'statuss', 'whatever', '', 'deploy shop v2 "why not? because"', 'explain shop'])(
    'not so %j',
    (text) => expect(readsAsQuestion(text)).toBe(false),
  );
});

it('never throws, and only ever names what exists', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const { slots } = readQuestion(text, vocabulary);
      readsAsQuestion(text);
      expect([null, ...vocabulary.services]).toContain(slots.service);
      expect([null, ...vocabulary.environments]).toContain(slots.environment);
    }),
    { numRuns: 30 },
  );
});
