import type { Phase } from './migration.ts';
import {
  fieldsOf,
  type Node,
  nodeOf,
  nodesOf,
  relationOf,
  type Statement,
  textOf,
  wordsOf,
} from './syntax.ts';

export interface Effect {
  readonly phase: Phase;
  /** What no rollback brings back, as a part of a sentence; null when the statement itself loses nothing. */
  readonly loss: string | null;
}

/**
 * What each of some statements, which belong together, does to a version that was written for the schema before:
 * `expand` leaves it what it needs, `contract` takes that away or forbids what it writes.
 */
export function effectsOf(statements: readonly Statement[]): readonly Effect[] {
  const created = new Set(statements.flatMap(({ node }) => createdBy(node)));
  return statements.map(({ node }) => effectOf(node, created));
}

export function droppedColumns(
  statements: readonly Statement[],
): readonly { readonly table: string; readonly column: string }[] {
  return statements.flatMap(({ node: { kind, fields } }) =>
    kind !== 'AlterTableStmt'
      ? []
      : nodesOf(fields['cmds'])
          .filter((one) => textOf(one.fields['subtype']) === 'AT_DropColumn')
          .map((one) => ({ table: relationOf(fields['relation']), column: textOf(one.fields['name']) })),
  );
}

const expand: Effect = { phase: 'expand', loss: null };
const contract: Effect = { phase: 'contract', loss: null };

function effectOf({ kind, fields }: Node, created: ReadonlySet<string>): Effect {
  switch (kind) {
    case 'DropStmt':
      return dropped(fields, created);
    case 'AlterTableStmt': {
      const table = relationOf(fields['relation']);
      const effects = nodesOf(fields['cmds']).map((one) => altered(table, one.fields, created));
      const losses = effects.flatMap(({ loss }) => loss ?? []);
      const phase = effects.some((one) => one.phase === 'contract') ? 'contract' : 'expand';
      return { phase, loss: losses.length === 0 ? null : losses.join('; ') };
    }
    case 'RenameStmt':
      return inside.has(textOf(fields['renameType'])) ? expand : contract;
    case 'AlterObjectSchemaStmt':
      return contract;
    case 'AlterEnumStmt':
      return fields['oldVal'] === undefined ? expand : contract;
    case 'AlterDomainStmt':
      return ['C', 'O'].includes(textOf(fields['subtype'])) ? contract : expand;
    case 'IndexStmt':
      return fields['unique'] === true && !created.has(relationOf(fields['relation'])) ? contract : expand;
    case 'DeleteStmt':
      return { phase: 'contract', loss: `rows of ${relationOf(fields['relation'])} are deleted` };
    default:
      return expand;
  }
}

/** Renaming these is seen by no query. */
const inside = new Set(['OBJECT_INDEX', 'OBJECT_TABCONSTRAINT']);

function dropped(fields: Node['fields'], created: ReadonlySet<string>): Effect {
  const what = textOf(fields['removeType']);
  const names = (Array.isArray(fields['objects']) ? fields['objects'] : []).map(nameOf);
  if (what === 'OBJECT_INDEX' || what === 'OBJECT_STATISTIC_EXT') return expand;
  // Dropped to be made anew in another form.
  if (what !== 'OBJECT_TABLE' && names.every((name) => created.has(name))) return expand;
  const words = names.join(', ');
  const loss: Readonly<Record<string, string>> = {
    OBJECT_TABLE: `the rows of ${words} are dropped`,
    OBJECT_SEQUENCE: `the value of ${words} is dropped`,
    OBJECT_SCHEMA: `everything in ${words} is dropped`,
  };
  return { phase: 'contract', loss: loss[what] ?? null };
}

function altered(table: string, command: Node['fields'], created: ReadonlySet<string>): Effect {
  const fresh = created.has(table);
  switch (textOf(command['subtype'])) {
    case 'AT_DropColumn':
      return { phase: 'contract', loss: `the values of ${table}.${textOf(command['name'])} are dropped` };
    case 'AT_AlterColumnType':
      return widest(command) ? expand : contract;
    case 'AT_SetNotNull':
    case 'AT_AddConstraint':
      return fresh ? expand : contract;
    case 'AT_AddColumn':
      return expand;
    case 'AT_EnableRowSecurity':
    case 'AT_ForceRowSecurity':
    case 'AT_AttachPartition':
    case 'AT_DetachPartition':
      return contract;
    default:
      return expand;
  }
}

/** Types that take every value of the types one comes from. */
function widest(command: Node['fields']): boolean {
  const column = nodeOf(command['def']);
  const type = fieldsOf(column?.fields['typeName']);
  const name = wordsOf(type['names']).at(-1) ?? '';
  const limited = Array.isArray(type['typmods']) && type['typmods'].length > 0;
  return (
    ['text', 'int8', 'numeric', 'varchar'].includes(name) &&
    !limited &&
    column?.fields['raw_default'] === undefined
  );
}

/** Names of tables, views, types and functions that a statement makes. */
function createdBy({ kind, fields }: Node): readonly string[] {
  switch (kind) {
    case 'CreateStmt':
      return [relationOf(fields['relation'])];
    case 'ViewStmt':
      return [relationOf(fields['view'])];
    case 'CreateTableAsStmt':
      return [relationOf(fieldsOf(fields['into'])['rel'])];
    case 'CreateEnumStmt':
      return [wordsOf(fields['typeName']).at(-1) ?? ''];
    case 'CreateDomainStmt':
      return [wordsOf(fields['domainname']).at(-1) ?? ''];
    case 'CreateFunctionStmt':
      return [wordsOf(fields['funcname']).at(-1) ?? ''];
    default:
      return [];
  }
}

/** The last part of a dropped object's name, whichever way the tree writes it. */
function nameOf(object: unknown): string {
  const node = nodeOf(object);
  switch (node?.kind) {
    case 'List':
      return wordsOf(node.fields['items']).at(-1) ?? '';
    case 'TypeName':
      return wordsOf(node.fields['names']).at(-1) ?? '';
    case 'ObjectWithArgs':
      return wordsOf(node.fields['objname']).at(-1) ?? '';
    case 'String':
      return textOf(node.fields['sval']);
    default:
      return '';
  }
}
