import { refuseAccess } from '../src/core/access/access.ts';
import { answer } from '../src/core/documents/answer.ts';
import { factBook } from '../src/core/documents/facts/fact-book.ts';
import { outcomeOf } from '../src/core/documents/facts/outcome-of.ts';
import { sectionsOf } from '../src/core/documents/sections.ts';
import type { DocumentTree } from '../src/core/documents/tree.ts';
import type { Vocabulary } from '../src/core/questions/question.ts';
import { refuse } from '../src/core/refusal.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import { loadReadable, unreadableSentence } from '../src/ledger/load-readable.ts';
import type { Call, Command, Desk } from './command.ts';
import { askedAmong, findAsked } from './find-asked.ts';
import { type Understood, understand } from './understand.ts';

/** A question without words: `analyze`. */
const unasked = 'current deployment';

export const ask: Command = {
  spec: {
    name: 'ask',
    aliases: ['analyze', 'analyse'],
    summary: 'Answer a question about a rollout from what was measured. It never changes anything.',
    usage: ['analyze current deployment', 'ask should we proceed to 50%?', 'ask why was v2.4.0 rolled back?'],
    args: [
      {
        name: 'question',
        required: false,
        rest: true,
        description: 'In plain English; without it, how the live rollout stands.',
        kind: 'text',
      },
    ],
    flags: [],
    verb: 'ask',
    kind: 'reads',
    slow: 'Looking at the figures and writing the answer; it takes up to a quarter of a minute.',
  },
  async run(call, desk) {
    const typed = call.parsed.args['question'] ?? unasked;
    const { text: question } = await desk.redact(typed);
    const understood = await understand(call, desk, question, await namesOf(desk));
    if ('kind' in understood) return understood;
    const row = await findAsked(call, desk, understood.intent, understood.slots);
    if ('kind' in row && 'code' in row) return row;
    const rollout = await loadReadable(desk.ledger, row.id);
    if (rollout === 'unreadable') return refuse('unreadable', unreadableSentence(row.id));
    if (rollout === null) return refuse('no-such-rollout', `${row.id} is listed but its log is empty.`);
    return { kind: 'document', tree: await answered(call, desk, { ...understood, question, rollout }) };
  },
};

interface Asked extends Understood {
  readonly question: string;
  readonly rollout: Rollout;
}

async function answered(
  call: Call,
  desk: Desk,
  { intent, slots, question, rollout }: Asked,
): Promise<DocumentTree> {
  const { speaker, now } = call;
  const { environment, service } = rollout.plan;
  const events = await desk.store.events(rollout.id);
  const outcome = outcomeOf(rollout, now);
  const { title } = intent === 'what-changed' ? await desk.readTexts(rollout, events) : { title: null };
  const base = answer({
    intent,
    slots,
    rollout,
    events,
    card: desk.cards(rollout, now),
    outcome,
    now,
    personName: desk.personName,
    title,
    may: (verb) => refuseAccess(desk.access, speaker, verb, environment, service) === null,
  });
  const { tree } = await desk.draftDocument({
    document: 'answer',
    part: intent,
    subject: `question/${speaker.person}`,
    base,
    scope: {
      book: factBook(rollout, events, { now, personName: desk.personName }),
      ...sectionsOf.answer,
      choices: [],
    },
    untrusted: [{ source: 'question', text: question }],
    rollout: rollout.id,
    person: speaker.person,
  });
  return tree;
}

/** Everything that can be named; whether the speaker may ask about it is looked at when it is meant. */
async function namesOf({ config, store }: Desk): Promise<Vocabulary> {
  const rows = await store.recent({}, askedAmong);
  return {
    services: config.services,
    environments: config.environments.map(({ name }) => name),
    versions: [...new Set(rows.map(({ version }) => version))],
  };
}
