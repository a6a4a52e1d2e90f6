import { LLMock } from '@copilotkit/aimock';
import { expect, it } from 'vitest';
import { modelAt, names, requestWithin } from './asking.ts';

/** A double that others wrote, so that not only our own reading of the Messages API is tried. */
it('another double of the Messages API understands what is asked, and is understood', async () => {
  const mock = new LLMock({ port: 0 });
  mock.on({ userMessage: /stage-1/ }, { content: '{"verdict":"roll_back"}' });
  await mock.start();
  try {
    const answer = await modelAt(mock.url).ask(requestWithin(5000));
    expect(answer).toMatchObject({
      kind: 'answered',
      value: { verdict: 'roll_back' },
      by: { asked: names.large, stopReason: 'end_turn' },
    });
  } finally {
    await mock.stop();
  }
});
