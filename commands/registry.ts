import { approve } from './approve.ts';
import { ask } from './ask.ts';
import { audit } from './audit.ts';
import { budget } from './budget.ts';
import type { Command } from './command.ts';
import { delegate } from './delegate.ts';
import { deploy } from './deploy.ts';
import { done } from './done.ts';
import { explain } from './explain.ts';
import { extend } from './extend.ts';
import { freeze } from './freeze.ts';
import { freezes } from './freezes.ts';
import { handOver } from './hand-over.ts';
import { lock } from './lock.ts';
import { locks } from './locks.ts';
import { mark } from './mark.ts';
import { metrics } from './metrics.ts';
import { mute } from './mute.ts';
import { note } from './note.ts';
import { notice } from './notice.ts';
import { pause } from './pause.ts';
import { prepare } from './prepare.ts';
import { prepareMigration } from './prepare-migration.ts';
import { promote } from './promote.ts';
import { reject } from './reject.ts';
import { report } from './report.ts';
import { resume } from './resume.ts';
import { risk } from './risk.ts';
import { rollback } from './rollback.ts';
import { stats } from './stats.ts';
import { status } from './status.ts';
import { tasks } from './tasks.ts';
import { tick } from './tick.ts';
import { train } from './train.ts';
import { unfreeze } from './unfreeze.ts';
import { unlock } from './unlock.ts';
import { unmute } from './unmute.ts';
import { verify } from './verify.ts';
import { who } from './who.ts';

/** Every verb of the grammar, in the order of the help. `help` itself belongs to the grammar. */
export const commands: readonly Command[] = [
  deploy,
  train,
  prepare,
  prepareMigration,
  risk,
  status,
  promote,
  pause,
  resume,
  rollback,
  approve,
  reject,
  extend,
  tick,
  tasks,
  done,
  verify,
  metrics,
  ask,
  explain,
  budget,
  report,
  note,
  notice,
  lock,
  unlock,
  locks,
  freeze,
  unfreeze,
  freezes,
  mute,
  unmute,
  handOver,
  mark,
  who,
  delegate,
  stats,
  audit,
];
