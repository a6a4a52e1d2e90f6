import { actorOf } from '../../commands/actor.ts';
import type { About, Command, Desk } from '../../commands/command.ts';
import { help } from '../../commands/help.ts';
import { refuseAccess, type Speaker } from '../../src/core/access/access.ts';
import { type CommandRefusal, type ParsedCommand, parseCommand } from '../../src/core/command/parse.ts';
import { Failure } from '../../src/core/failure.ts';
import { readsAsQuestion } from '../../src/core/questions/read-question.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import { createTurns, type InTurn } from '../hear/turns.ts';
import { askedFreely } from './ask-freely.ts';
import { meantBy } from './meant-by.ts';
import { withRoles } from './with-roles.ts';

/** Somebody said something somewhere. */
export interface Utterance {
  readonly text: string;
  /** What was said, where it came with its parts named and nothing is left to read; the text when left out. */
  readonly parsed?: ParsedCommand;
  readonly speaker: Speaker;
  readonly place: string;
  /** When it was said, for what is worked later; now when left out. */
  readonly saidAt?: Instant;
  /** Nothing when left out: the line says everything. */
  readonly about?: About;
}

/** Runs a line of text and answers; never throws. The same for every place. */
export type Speak = (utterance: Utterance) => Promise<Reply>;

export interface SpeakParts {
  readonly commands: readonly Command[];
  readonly desk: Desk;
  readonly clock: () => Instant;
  readonly newErrorId: () => string;
  readonly log: Log;
}

interface AskingParts extends SpeakParts {
  readonly questionInTurn: InTurn;
}

/** Each reads a whole log and may wait for a model: many at once must not keep a rollback waiting. */
const questionsAtOnce = 4;

export function createSpeak(parts: SpeakParts): Speak {
  const asking = { ...parts, questionInTurn: createTurns(questionsAtOnce) };
  return async (utterance) => {
    try {
      return await answer(asking, utterance);
    } catch (error) {
      return apologise(parts, utterance, error);
    }
  };
}

async function answer(parts: AskingParts, utterance: Utterance): Promise<Reply> {
  const { commands, desk, clock } = parts;
  const { text, about = {} } = utterance;
  const specs = commands.map(({ spec }) => spec);
  const parsed = utterance.parsed ?? parseCommand(text, specs, undefined, meantBy(about));
  if (parsed.kind === 'help') return help(specs, parsed.spec, clock(), desk.config.documents.questions);
  if (parsed.kind === 'command') return run(parts, utterance, parsed);
  const question = askedFreely(text, parsed, commands);
  if (question === null) return parsed;
  const reply = await run(parts, utterance, question);
  const unknown = reply.kind === 'refused' && reply.code === 'unknown-question';
  return unknown && isSlip(text, parsed) ? parsed : reply;
}

/** `rolback?` is a slip in a command; `how tall is it?` is not, however near `how` is to `show`. */
function isSlip(text: string, { suggestion }: CommandRefusal): boolean {
  return suggestion !== null && !readsAsQuestion(text.replaceAll(/[?？؟]/gu, ''));
}

async function run(
  { commands, desk, clock, questionInTurn }: AskingParts,
  { speaker, place, about = {}, saidAt }: Utterance,
  parsed: ParsedCommand,
): Promise<Reply> {
  const command = commands.find(({ spec }) => spec === parsed.spec);
  if (command === undefined) return refuse('unknown-command', `There is no command ${parsed.spec.name}.`);
  return withRoles(desk, command, speaker, async (holder, resolve) => {
    const { verb, orVerb = verb } = parsed.spec;
    const denied = refuseAccess(desk.access, holder, verb, null);
    const also = denied === null ? null : refuseAccess(desk.access, holder, orVerb, null);
    if (denied !== null && also !== null) return eitherNeeds(denied, also);
    const now = clock();
    const actor = actorOf(holder, place);
    const call = { parsed, speaker: holder, actor, about, saidAt: saidAt ?? now, now, resolve };
    const answered = () => command.run(call, desk);
    return command.spec.name === 'ask' ? questionInTurn(answered) : answered();
  });
}

/** Roles that others give are looked for by both. */
function eitherNeeds(denied: Refusal, { needs = [] }: Refusal): Refusal {
  return needs.length === 0
    ? denied
    : { ...denied, needs: [...new Set([...(denied.needs ?? []), ...needs])] };
}

/** The sentence goes to people, the stack to the log, and the id joins the two. */
function apologise({ log, newErrorId }: SpeakParts, { speaker, place }: Utterance, error: unknown): Reply {
  const id = newErrorId();
  log.error({ err: error, id, person: speaker.person, place }, 'a command failed');
  if (error instanceof Failure) return refuse(error.code, `${error.message} (${id})`);
  return refuse(
    'internal',
    `Something went wrong inside Belay (${id}). Your command may not have been carried out: type \`status\` to see.`,
  );
}
