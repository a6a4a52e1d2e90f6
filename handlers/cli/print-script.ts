import type { Reply } from '../../src/core/reply.ts';

/** The script alone, byte by byte, for `belay verify … --script > verify.sh`; null where something else was asked or answered. */
export function scriptAsked(argv: readonly string[], reply: Reply): string | null {
  if (argv[0] !== 'verify' || !argv.includes('--script') || argv.includes('--json')) return null;
  const [only, ...others] = reply.kind === 'document' ? reply.tree.blocks : [];
  return only?.kind === 'code' && others.length === 0 ? `${only.lines.join('\n')}\n` : null;
}
