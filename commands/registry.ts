import { approve } from './approve.ts';
import { audit } from './audit.ts';
import { budget } from './budget.ts';
import type { Command } from './command.ts';
import { deploy } from './deploy.ts';
import { explain } from './explain.ts';
import { lock } from './lock.ts';
import { metrics } from './metrics.ts';
import { note } from './note.ts';
import { pause } from './pause.ts';
import { prepare } from './prepare.ts';
import { promote } from './promote.ts';
import { reject } from './reject.ts';
import { report } from './report.ts';
import { resume } from './resume.ts';
import { rollback } from './rollback.ts';
import { status } from './status.ts';
import { unlock } from './unlock.ts';

/** Every verb of the grammar, in the order of the help. `help` itself belongs to the grammar. */
export const commands: readonly Command[] = [
  deploy,
  prepare,
  status,
  promote,
  pause,
  resume,
  rollback,
  approve,
  reject,
  metrics,
  explain,
  budget,
  report,
  note,
  lock,
  unlock,
  audit,
];
