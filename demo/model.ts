import { randomBytes } from 'node:crypto';
import { honest } from './fake-model/honest.ts';
import { openFakeModel } from './fake-model/server.ts';

/** A FAKE language model for the demo, named so that no document can be mistaken for one by a real model. */
export interface DemoModel extends AsyncDisposable {
  /** What belay.yml says of it, at the end of `documents`. */
  readonly configuration: string;
  /** What the server's environment needs for it. */
  readonly environment: Readonly<Record<string, string>>;
}

const names = { small: 'fake-small-model', large: 'fake-large-model' };

export async function openDemoModel(): Promise<DemoModel> {
  const key = randomBytes(24).toString('hex');
  const service = await openFakeModel({ key, models: Object.values(names), reply: honest });
  return {
    configuration: configurationOf(service.url),
    environment: { DEMO_MODEL_KEY: key },
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}

function configurationOf(url: string): string {
  return `
  # A FAKE model inside the demo: it understands nothing and drafts by a rule. Belay trusts it as little as a real one.
  model:
    provider: anthropic
    base_url: ${url}
    api_key: { env: DEMO_MODEL_KEY }
    names: { small: ${names.small}, large: ${names.large} }
    prices:
      as_of: 2026-11-01
      per_million_tokens:
        ${names.small}: { input: 1, output: 5 }
        ${names.large}: { input: 5, output: 25 }
`;
}
