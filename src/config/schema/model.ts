import { z } from 'zod';
import { encryptedUrl } from './encrypted-url.ts';
import { leaf, mistake, positiveDuration, text } from './leaf.ts';
import { secret } from './secret.ts';

const dollars = () => z.number().min(0);

const price = z.strictObject({
  input: dollars().describe('US dollars for a million tokens that are sent.'),
  output: dollars().describe('US dollars for a million tokens that come back.'),
  cache_write: dollars()
    .optional()
    .describe(
      'For a million tokens that are put into the cache of prompts; 1.25 times `input` when left out.',
    ),
  cache_read: dollars()
    .optional()
    .describe('For a million tokens that are read from it; as `input` when left out.'),
});

const datePattern = /^\d{4}-\d{2}-\d{2}$/;

/** `2026-11-01`: midnight UTC inside. */
function date() {
  return leaf({ type: 'string', pattern: datePattern.source }, (value) => {
    const at = typeof value === 'string' && datePattern.test(value) ? Date.parse(value) : Number.NaN;
    // `Date.parse` carries the 31st of a short month over.
    if (Number.isFinite(at) && new Date(at).toISOString().startsWith(String(value))) return { value: at };
    return mistake('a date such as `2026-11-01`', 'A date is written as year, month and day: `2026-11-01`.');
  });
}

/** Prompts hold what the team recorded, and the key goes along: outside this machine, only encrypted. */
const baseUrl = () =>
  encryptedUrl(
    'The key and what was recorded go to this address, so it begins with `https://`, or is on this machine.',
  );

export const model = z
  .strictObject({
    provider: z.enum(['anthropic']).describe('Who serves the model.'),
    api_key: secret().describe('API key.'),
    base_url: baseUrl()
      .optional()
      .describe("Where the API is when it is another one than the provider's own: https, or this machine."),
    names: z
      .strictObject({
        small: text().describe('Model for short documents: answers, checklists, notices.'),
        large: text().describe('Model for analyses and reports.'),
      })
      .describe('Models by their ids.'),
    prices: z
      .strictObject({
        as_of: date().describe('When the prices were looked up; `belay doctor` warns when they are old.'),
        per_million_tokens: z.record(text(), price).describe('Prices of each model in `names`.'),
      })
      .optional()
      .describe('What a model costs. Needed: without prices no budget can be kept.'),
    budget_per_rollout: dollars()
      .optional()
      .describe('US dollars for the documents of one rollout; 1 when left out.'),
    budget_per_person_and_day: dollars()
      .optional()
      .describe('US dollars for the questions of one person in a day (UTC); 5 when left out.'),
    budget_per_day: dollars().optional().describe('US dollars in a day (UTC); 20 when left out.'),
    timeout: positiveDuration('s')
      .optional()
      .describe('How long one document may take at most; a prompt that allows less keeps its own.'),
  })
  .describe('Language model that drafts; templates alone when left out.');
