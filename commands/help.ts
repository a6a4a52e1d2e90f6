import { helpDocument } from '../src/core/command/help.ts';
import type { CommandSpec } from '../src/core/command/spec.ts';
import type { Reply } from '../src/core/reply.ts';
import type { Instant } from '../src/core/time.ts';

/** `help`, `help deploy`, `deploy --help`: open to everybody who may speak at all. */
export function help(specs: readonly CommandSpec[], spec: CommandSpec | null, now: Instant): Reply {
  return { kind: 'document', tree: helpDocument(specs, spec, now) };
}
