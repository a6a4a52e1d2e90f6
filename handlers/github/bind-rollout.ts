import type { About } from '../../commands/command.ts';
import { type ParsedCommand, parseCommand } from '../../src/core/command/parse.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import { Failure } from '../../src/core/failure.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Instant } from '../../src/core/time.ts';
import type { RolloutRow } from '../../src/ports/store.ts';
import { atMost, patience } from '../hear/at-most.ts';
import type { HeardOf } from './heard.ts';
import type { ThreadRollouts } from './thread-rollouts.ts';
import type { WorkParts } from './work-parts.ts';

type Parts = Pick<WorkParts, 'place' | 'specs' | 'threadRollouts' | 'storeAnswers'>;

/**
 * A command that names neither rollout nor service means the rollout of the thread it is said in; somebody else's is
 * never touched by the way. A rollback that cannot find out in time goes on with what it says.
 */
export async function bindRollout(
  parts: Parts,
  heard: HeardOf<'comment'>,
  { begun, saidAt }: { readonly begun: boolean; readonly saidAt: Instant },
  about: About,
): Promise<About | Refusal> {
  const parsed = about.rollout === undefined ? withoutTarget(heard.text, parts.specs) : null;
  if (parsed === null) return about;
  const urgent = parsed.spec.name === 'rollback';
  // What was begun is not judged again: it may have been carried out.
  if (begun && !urgent) return about;
  const found = await find(parts, heard, { saidAt, parsed, about, urgent });
  if (found === null || 'kind' in found) return found ?? about;
  const [only, ...others] = found.here;
  if (only !== undefined) return others.length === 0 ? { ...about, rollout: only } : about;
  return found.elsewhere.length === 0 ? about : refuseElsewhere(heard, parsed, found.elsewhere);
}

/** The command, when it acts on a rollout that the line leaves out: it is then whichever is meant. */
function withoutTarget(text: string, specs: readonly CommandSpec[]): ParsedCommand | null {
  const parsed = parseCommand(text, specs, undefined, { target: 'this' });
  const another = parseCommand(text, specs, undefined, { target: 'that' });
  if (parsed.kind !== 'command' || another.kind !== 'command' || parsed.spec.kind !== 'acts') return null;
  return parsed.args['target'] === another.args['target'] ? null : parsed;
}

interface Asked {
  readonly saidAt: Instant;
  readonly parsed: ParsedCommand;
  readonly about: About;
  readonly urgent: boolean;
}

async function find(
  { place, threadRollouts, storeAnswers }: Parts,
  { repository, number, isPull }: HeardOf<'comment'>,
  { saidAt, parsed, about, urgent }: Asked,
): Promise<ThreadRollouts | Refusal | null> {
  if (urgent && !storeAnswers()) return null;
  const { service, commit = null } = about;
  const environment = parsed.args['environment'];
  const thread = { place: place.name, repository: repository.name, number, isPull };
  const finding = threadRollouts({ ...thread, commit, service, environment, saidAt });
  if (urgent)
    return atMost(
      patience,
      finding.catch(() => null),
    );
  try {
    return await finding;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return refuse(error.code, `${error.message} Nothing was done.`);
  }
}

function refuseElsewhere(
  { isPull }: HeardOf<'comment'>,
  { spec, args }: ParsedCommand,
  rows: readonly RolloutRow[],
): Refusal {
  const which = rows.map(({ id, service, version, environment }) => {
    return `${id} (${service} ${version} to ${environment})`;
  });
  const reason = spec.args.some(({ name }) => name === 'reason') ? ` "${quotable(args['reason'])}"` : '';
  const lines = rows.map(({ id }) => `\`@belay ${spec.name} ${id}${reason}\``);
  return refuse(
    'other-thread',
    `No rollout belongs to this ${isPull ? 'pull request' : 'issue'}, and ${which.join(' and ')} was not asked for here. Nothing was done. If you mean that one, write ${lines.join(' or ')}.`,
  );
}

/** The reason as it was given, when it can be pasted as it stands. */
function quotable(reason = 'why'): string {
  return /^[\p{L}\p{N} .,:;%+-]{1,200}$/u.test(reason) ? reason : 'why';
}
