/** PostgreSQL's table locks, the weakest first, with what each keeps others from. */
const locks = [
  { mode: 'AccessShareLock', name: 'ACCESS SHARE', blocks: 'nothing but dropping and rewriting the table' },
  { mode: 'RowShareLock', name: 'ROW SHARE', blocks: 'changes of the schema' },
  { mode: 'RowExclusiveLock', name: 'ROW EXCLUSIVE', blocks: 'changes of the schema' },
  {
    mode: 'ShareUpdateExclusiveLock',
    name: 'SHARE UPDATE EXCLUSIVE',
    blocks: 'changes of the schema and VACUUM; reads and writes go on',
  },
  { mode: 'ShareLock', name: 'SHARE', blocks: 'writes; reads go on' },
  { mode: 'ShareRowExclusiveLock', name: 'SHARE ROW EXCLUSIVE', blocks: 'writes; reads go on' },
  { mode: 'ExclusiveLock', name: 'EXCLUSIVE', blocks: 'writes; plain reads go on' },
  { mode: 'AccessExclusiveLock', name: 'ACCESS EXCLUSIVE', blocks: 'reads and writes' },
] as const;

/** 0 for what is no table lock; the higher the stronger. */
export function lockStrength(mode: string): number {
  return locks.findIndex((one) => one.mode === mode) + 1;
}

/** `ACCESS EXCLUSIVE on orders (blocks reads and writes)` */
export function lockWords({ mode, relation }: { readonly mode: string; readonly relation: string }): string {
  const lock = locks.find((one) => one.mode === mode);
  return lock === undefined
    ? `${mode} on ${relation}`
    : `${lock.name} on ${relation} (blocks ${lock.blocks})`;
}

/** Each table once, with its strongest lock. */
export function strongestLocks<T extends { readonly mode: string; readonly relation: string }>(
  all: readonly T[],
): readonly T[] {
  const strongest = new Map<string, T>();
  for (const lock of all) {
    const known = strongest.get(lock.relation);
    if (known === undefined || lockStrength(known.mode) < lockStrength(lock.mode))
      strongest.set(lock.relation, lock);
  }
  return [...strongest.values()].toSorted((a, b) => lockStrength(b.mode) - lockStrength(a.mode));
}
