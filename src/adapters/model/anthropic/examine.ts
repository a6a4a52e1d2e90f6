import { Failure } from '../../../core/failure.ts';
import type { Instant, Millis } from '../../../core/time.ts';
import type { Examine, Finding } from '../../../ports/examine.ts';
import { anthropicClient } from './client.ts';
import { faultOf } from './fault.ts';

export interface ExamineModelParts {
  /** @throws Failure secret-missing */
  readonly apiKey: () => string;
  /** Null for the provider's own. */
  readonly baseUrl: string | null;
  readonly name: string;
  readonly pricesAsOf: Instant;
  readonly clock: () => Instant;
  /** How long is waited for it; 5 s when left out. */
  readonly patience?: Millis;
}

/** Older prices may be so wrong that budgets mean something else. */
const pricesHold: Millis = 180 * 86_400_000;

const meanwhile = 'Rollouts go on, and templates draft their documents meanwhile.';

/** Looks whether a model can be asked, is there to stay, and costs what belay.yml says. Asks nothing that costs. */
export function examineModel(parts: ExamineModelParts): Examine {
  const about = `Language model ${parts.name}`;
  return async () => [
    { about, ...(await found(parts)) },
    ...oldPrices(parts).map((sentence): Finding => ({ about, state: 'warning', sentence })),
  ];
}

async function found(parts: ExamineModelParts): Promise<Omit<Finding, 'about'>> {
  const { name, baseUrl, patience = 5000 } = parts;
  const signal = AbortSignal.timeout(patience);
  try {
    const client = anthropicClient(parts.apiKey(), baseUrl);
    const { lifecycle } = await client.models.retrieve(name, {}, { signal, maxRetries: 0 });
    return lifeOf(lifecycle);
  } catch (error) {
    if (error instanceof Failure) return warning(`${error.message} ${meanwhile}`);
    const { fault, sentence } = faultOf(error, signal.aborted);
    return warning(`${sentence} ${meanwhile} ${fault === 'rejected' ? nextName : nextKey}`);
  }
}

const nextName = 'Look at `documents.model.names` in belay.yml.';
const nextKey = 'Look at `api_key` and `base_url` of `documents.model`, and at the way out of this network.';

function lifeOf(lifecycle: unknown): Omit<Finding, 'about'> {
  if (lifecycle === 'retired') {
    return warning(`It is retired and answers no more. ${meanwhile} ${nextName}`);
  }
  if (lifecycle === 'deprecated') {
    return warning(
      'It still answers and is to be retired. Choose another in `documents.model.names` of belay.yml.',
    );
  }
  if (lifecycle === 'active') return { state: 'ok', sentence: 'It is there, and the key is accepted.' };
  return warning(`What answered says nothing of a model. ${meanwhile} ${nextKey}`);
}

function oldPrices({ pricesAsOf, clock }: ExamineModelParts): readonly string[] {
  const day = new Date(pricesAsOf).toISOString().slice(0, 10);
  if (clock() < pricesAsOf) {
    return [`Its prices are said to be of ${day}, which is still to come; look at \`prices.as_of\`.`];
  }
  if (clock() - pricesAsOf <= pricesHold) return [];
  return [
    `Its prices are of ${day}, and budgets are kept by them. Compare them with the provider's price list, and set \`prices.as_of\` to today.`,
  ];
}

function warning(sentence: string): Omit<Finding, 'about'> {
  return { state: 'warning', sentence };
}
