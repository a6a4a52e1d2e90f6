import { loadModule } from 'libpg-query';
import { checkNodes } from './check-nodes.ts';
import { type ParsedText, parseScript, type ScriptReason } from './parse-script.ts';
import { sqlProblem } from './sql-reads.ts';

export type ScriptCheck =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly reasons: readonly ScriptReason[] };

/** More reasons than this help nobody. */
const shownReasons = 20;

/**
 * Whether a script does nothing but read from these hosts, by its syntax tree and without running any of it. Whatever
 * is not known to be harmless is refused. Never throws.
 * @param hosts `host:port` each, in small letters
 */
export async function checkScript(
  text: string,
  { hosts }: { readonly hosts: readonly string[] },
): Promise<ScriptCheck> {
  await loadModule();
  const parsed: ParsedText = parseScript(text);
  if (parsed.kind === 'refused') return parsed;
  const reasons = checkNodes(parsed.script, { hosts: new Set(hosts), sqlProblem }, parsed.lineAt);
  return reasons.length === 0
    ? { kind: 'allowed' }
    : { kind: 'refused', reasons: reasons.slice(0, shownReasons) };
}
