import { bookOf } from '../src/core/documents/facts/book-of.ts';
import type { DocumentTree } from '../src/core/documents/tree.ts';
import { listed } from '../src/core/prose.ts';
import {
  Intent,
  intentExamples,
  intents,
  type Reading,
  type Slots,
  type Vocabulary,
} from '../src/core/questions/question.ts';
import { readQuestion } from '../src/core/questions/read-question.ts';
import { wordsOf } from '../src/core/questions/words.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Call, Desk } from './command.ts';

export interface Understood {
  readonly intent: Intent;
  readonly slots: Slots;
}

/** More names than that help no model. */
const mostNames = 40;

/** What is asked: by patterns; where they find nothing and a model is there, by its pick from the closed set. */
export async function understand(
  call: Call,
  desk: Desk,
  question: string,
  vocabulary: Vocabulary,
): Promise<Understood | Refusal> {
  const read = readQuestion(question, vocabulary);
  switch (read.kind) {
    case 'understood':
      return { intent: read.intent, slots: read.slots };
    case 'ambiguous':
      return severalMeant(read.intents);
    case 'unknown': {
      const picked = await pick(call, desk, question, vocabulary);
      if (picked !== null) return merged(picked, read);
      // The help suggests it, so it is answered: how it stands is never beside the point.
      return isSuggested(question, desk)
        ? { intent: 'status-analysis', slots: read.slots }
        : notUnderstood(desk);
    }
  }
}

/** In the words of the team, as `documents.questions` has them. */
function isSuggested(question: string, { config }: Desk): boolean {
  const words = wordsOf(question).join(' ');
  return config.documents.questions.some((one) => wordsOf(one).join(' ') === words);
}

/** Asks for nothing but ids that exist: whatever a question says, an id of this list or nothing comes back. */
async function pick(
  { speaker, now }: Call,
  desk: Desk,
  question: string,
  { services, environments, versions }: Vocabulary,
): Promise<readonly string[] | null> {
  const named = (kind: string, names: readonly string[]) =>
    names
      .slice(0, mostNames)
      .map((name) => ({ id: `${kind}/${name}`, about: `it is about the ${kind} ${name}` }));
  const choices = [
    ...intents.map((intent) => ({ id: `intent/${intent}`, about: `it asks: ${intentExamples[intent]}` })),
    ...named('service', services),
    ...named('environment', environments),
    ...named('version', versions),
  ];
  const drafted = await desk.draftDocument({
    document: 'answer',
    part: 'intent',
    subject: `question/${speaker.person}`,
    base: nothing(now),
    scope: { book: bookOf(null, [], [], [], null), sections: [], hypotheses: false, choices },
    untrusted: [{ source: 'question', text: question }],
    rollout: null,
    person: speaker.person,
  });
  return drafted.choices?.map(({ id }) => id) ?? null;
}

function merged(picked: readonly string[], { slots }: Reading): Understood | Refusal {
  const of = (kind: string) =>
    picked.filter((id) => id.startsWith(`${kind}/`)).map((id) => id.slice(kind.length + 1));
  const meant = of('intent').flatMap((id) => Intent.safeParse(id).data ?? []);
  const [intent, ...others] = meant;
  if (intent === undefined) return unknown([]);
  if (others.length > 0) return severalMeant(meant);
  return {
    intent,
    slots: {
      ...slots,
      service: slots.service ?? only(of('service')),
      environment: slots.environment ?? only(of('environment')),
      version: slots.version ?? only(of('version')),
    },
  };
}

function only([first, ...others]: readonly string[]): string | null {
  return first === undefined || others.length > 0 ? null : first;
}

function severalMeant(meant: readonly Intent[]): Refusal {
  const examples = meant.map((intent) => `\`${intentExamples[intent]}\``);
  return refuse(
    'several-meant',
    `That can be asked in several ways: ${listed(examples, 'or')} Ask one of them.`,
  );
}

function notUnderstood({ config }: Desk): Refusal {
  return unknown(config.documents.questions);
}

function unknown(suggested: readonly string[]): Refusal {
  const examples = [...new Set([...suggested, ...Object.values(intentExamples)])];
  return refuse(
    'unknown-question',
    `Belay does not know what is asked. These can be: ${examples.map((one) => `\`${one.replaceAll('`', "'")}\``).join(', ')}. Commands are listed by \`help\`. Nothing was changed.`,
  );
}

function nothing(at: number): DocumentTree {
  return {
    title: 'A question',
    summary: 'It was not understood.',
    draftedBy: 'template',
    draftedWhy: 'read by patterns',
    at,
    blocks: [],
  };
}
