import { refuseAccess } from '../src/core/access/access.ts';
import { everyCheck } from '../src/core/card/checks.ts';
import { actorName } from '../src/core/card/names.ts';
import { instantText } from '../src/core/documents/instant-text.ts';
import { counted } from '../src/core/prose.ts';
import type { Refusal } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import { loadReadable } from '../src/ledger/load-readable.ts';
import type { Call, Desk } from './command.ts';
import { findRollout } from './find-rollout.ts';

/** What is muted in one rollout, or in every live one where the speaker may mute. */
export async function listMutes(call: Call, desk: Desk): Promise<Reply> {
  const found = await rolloutsMeant(call, desk);
  if ('kind' in found) return found;
  const rows = found.flatMap(({ id, plan, mutes }) => {
    const rules = new Map(everyCheck(plan).map((check) => [check.id, check.rule.text]));
    return Object.entries(mutes).map(([check, { by, until, reason }]) => [
      id,
      `${plan.service} in ${plan.environment}`,
      rules.get(check) ?? check,
      instantText(until),
      actorName(by, desk.personName),
      reason,
    ]);
  });
  const columns = ['rollout', 'where', 'check', 'until', 'by', 'reason'];
  const none =
    'No check of a live rollout is muted. `mute shop "error-rate > 5%" --for 30m "why"` mutes one.';
  return {
    kind: 'document',
    tree: {
      title: 'Muted checks',
      summary: rows.length === 0 ? none : `${counted(rows.length, 'check')} not believed now. Times are UTC.`,
      draftedBy: 'template',
      draftedWhy: 'Read from the event log.',
      at: call.now,
      blocks: rows.length === 0 ? [] : [{ kind: 'table', columns, rows }],
    },
  };
}

async function rolloutsMeant(call: Call, desk: Desk): Promise<readonly Rollout[] | Refusal> {
  if (call.parsed.args['target'] !== undefined) {
    const found = await findRollout(call, desk, 'mute');
    return 'kind' in found ? found : [found];
  }
  const rows = (await desk.store.recent({}, 100)).filter(
    ({ owns, environment, service }) =>
      owns && refuseAccess(desk.access, call.speaker, 'mute', environment, service) === null,
  );
  const loaded = await Promise.all(rows.map(({ id }) => loadReadable(desk.ledger, id)));
  return loaded.flatMap((one) => (one === null || one === 'unreadable' ? [] : [one]));
}
