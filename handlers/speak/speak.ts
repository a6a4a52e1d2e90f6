import type { About, Command, Desk } from '../../commands/command.ts';
import { help } from '../../commands/help.ts';
import { refuseAccess, type Speaker } from '../../src/core/access/access.ts';
import { parseCommand } from '../../src/core/command/parse.ts';
import { Failure } from '../../src/core/failure.ts';
import { refuse } from '../../src/core/refusal.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Person } from '../../src/core/rollout/wish.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import { meantBy } from './meant-by.ts';

/** Somebody said something somewhere. */
export interface Utterance {
  readonly text: string;
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

export function createSpeak(parts: SpeakParts): Speak {
  return async (utterance) => {
    try {
      return await answer(parts, utterance);
    } catch (error) {
      return apologise(parts, utterance, error);
    }
  };
}

async function answer(
  { commands, desk, clock }: SpeakParts,
  { text, speaker, place, about = {}, saidAt }: Utterance,
): Promise<Reply> {
  const specs = commands.map(({ spec }) => spec);
  const parsed = parseCommand(text, specs, undefined, meantBy(about));
  if (parsed.kind === 'refused') return parsed;
  if (parsed.kind === 'help') return help(specs, parsed.spec, clock());
  const denied = refuseAccess(desk.access, speaker, parsed.spec.verb, null);
  if (denied !== null) return denied;
  const command = commands.find(({ spec }) => spec === parsed.spec);
  if (command === undefined) return refuse('unknown-command', `There is no command ${parsed.spec.name}.`);
  const now = clock();
  const actor: Person = { kind: 'person', person: speaker.person, roles: [...speaker.roles], place };
  return command.run({ parsed, speaker, actor, about, saidAt: saidAt ?? now, now }, desk);
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
