import { everyNode, fieldsOf, type Node, nodesOf, type Statement, textOf, wordsOf } from './syntax.ts';

/** Why a statement does not run. `skip`: it means nothing on a scratch database and is left out there. */
export type Ruling =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'skip'; readonly why: string }
  | { readonly kind: 'refused'; readonly code: string; readonly sentence: string };

/**
 * Whether a statement may run. What is not on the list does not.
 * @param context `schema` is what the repository already has: a dump carries owners, grants and functions, which are
 *   read past or taken; in a `migration` they are refused
 */
export function ruleOn({ node }: Statement, context: 'schema' | 'migration'): Ruling {
  const call = forbiddenCall(node);
  if (call !== null)
    return refused('function', `It calls \`${call}\`, which reaches outside of the database's own tables.`);
  const own = context === 'schema' ? inSchema(node) : null;
  if (own !== null) return own;
  const rule = Object.hasOwn(rules, node.kind) ? rules[node.kind] : undefined;
  if (rule === undefined)
    return refused('statement', `A statement of this kind (${node.kind}) is not tried. Run it by hand.`);
  return rule(node);
}

type Rule = (node: Node) => Ruling;

const allowed: Ruling = { kind: 'allowed' };
const allow: Rule = () => allowed;

function refused(code: string, sentence: string): Ruling {
  return { kind: 'refused', code, sentence };
}

function refuse(code: string, sentence: string): Rule {
  return () => refused(code, sentence);
}

/** Statements of a dump that say nothing of the schema, or need what a scratch database has not. */
function inSchema({ kind, fields }: Node): Ruling | null {
  switch (kind) {
    case 'GrantStmt':
    case 'GrantRoleStmt':
    case 'AlterDefaultPrivilegesStmt':
      return { kind: 'skip', why: 'grants are not tried, the scratch database has no roles' };
    case 'AlterOwnerStmt':
      return { kind: 'skip', why: 'owners are not tried, the scratch database has no roles' };
    case 'CreateExtensionStmt':
      return { kind: 'skip', why: `the extension ${textOf(fields['extname'])} was left out` };
    case 'CreateTrigStmt':
      return allowed;
    case 'CreateFunctionStmt':
      return languageOf(fields) === 'plpgsql' ? allowed : null;
    case 'AlterTableStmt': {
      const commands = nodesOf(fields['cmds']).map((one) => textOf(one.fields['subtype']));
      return commands.length > 0 && commands.every((one) => one === 'AT_ChangeOwner')
        ? { kind: 'skip', why: 'owners are not tried, the scratch database has no roles' }
        : null;
    }
    case 'SelectStmt':
      // pg_dump sets the search path and the values of sequences so.
      return allowed;
    default:
      return null;
  }
}

const rules: Readonly<Record<string, Rule>> = {
  CreateStmt: allow,
  AlterTableStmt: ({ fields }) => {
    const commands = nodesOf(fields['cmds']).map((one) => textOf(one.fields['subtype']));
    const found = commands.find((one) => hiddenCommands.has(one));
    return found === undefined
      ? allowed
      : refused(
          'alter-table',
          `\`ALTER TABLE\` with ${found.slice(3)} changes who owns or what guards a table.`,
        );
  },
  IndexStmt: allow,
  CreateEnumStmt: allow,
  AlterEnumStmt: allow,
  CreateDomainStmt: allow,
  AlterDomainStmt: allow,
  CompositeTypeStmt: allow,
  CreateRangeStmt: allow,
  CreateSeqStmt: allow,
  AlterSeqStmt: allow,
  CreateSchemaStmt: ({ fields }) =>
    fields['authrole'] === undefined ? allowed : refused('owner', 'A migration gives nothing to a role.'),
  ViewStmt: allow,
  CreateTableAsStmt: allow,
  RefreshMatViewStmt: allow,
  CreateStatsStmt: allow,
  CommentStmt: allow,
  RenameStmt: allow,
  AlterObjectSchemaStmt: allow,
  TransactionStmt: () => ({ kind: 'skip', why: 'each statement runs in a transaction of its own' }),
  CreateFunctionStmt: ({ fields }) => functionRule(fields),
  DropStmt: ({ fields }) => {
    const what = textOf(fields['removeType']);
    return droppable.has(what) ? allowed : refused('drop', `\`DROP\` of this kind (${what}) is not tried.`);
  },
  InsertStmt: allow,
  UpdateStmt: ({ fields }) =>
    fields['whereClause'] === undefined
      ? refused(
          'unqualified-update',
          '`UPDATE` without `WHERE` writes every row of the table at once. Say which rows, in batches.',
        )
      : allowed,
  DeleteStmt: ({ fields }) =>
    fields['whereClause'] === undefined
      ? refused('unqualified-delete', '`DELETE` without `WHERE` empties the table. Say which rows.')
      : allowed,
  VariableSetStmt: ({ fields }) => {
    const name = textOf(fields['name']).toLowerCase();
    return settings.has(name) ? allowed : refused('setting', `\`SET ${name}\` is not for a migration.`);
  },
  TruncateStmt: refuse('truncate', '`TRUNCATE` empties the table, and no rollback brings the rows back.'),
  GrantStmt: refuse('grant', 'A migration neither gives nor takes rights. That is done by whoever may.'),
  GrantRoleStmt: refuse('grant', 'A migration neither gives nor takes rights. That is done by whoever may.'),
  AlterDefaultPrivilegesStmt: refuse('grant', 'A migration neither gives nor takes rights.'),
  AlterOwnerStmt: refuse('owner', 'A migration gives nothing to a role.'),
  CopyStmt: refuse('copy', '`COPY` reads files and runs programs. Rows belong into `INSERT`.'),
  DoStmt: refuse(
    'do',
    'A `DO` block is a program inside a text, which nobody can check. Write its statements out.',
  ),
  ExecuteStmt: refuse('execute', '`EXECUTE` runs a text that nobody can check.'),
  PrepareStmt: refuse('execute', '`PREPARE` hides a statement for later.'),
  CreateExtensionStmt: refuse('extension', 'An extension is installed by whoever runs the database.'),
  AlterExtensionStmt: refuse('extension', 'An extension is changed by whoever runs the database.'),
  CreateTrigStmt: refuse(
    'trigger',
    'A trigger runs code with every write, which a few rows do not prove. Review and run it by hand.',
  ),
  CreateEventTrigStmt: refuse('trigger', 'An event trigger runs code with every change of the schema.'),
  RuleStmt: refuse('rule', 'A rule rewrites queries, which a few rows do not prove.'),
  AlterSystemStmt: refuse('system', '`ALTER SYSTEM` changes the whole server.'),
  DropdbStmt: refuse('database', '`DROP DATABASE` is no migration.'),
  CreatedbStmt: refuse('database', '`CREATE DATABASE` is no migration.'),
  AlterDatabaseSetStmt: refuse('database', 'A setting of the database is made by whoever runs it.'),
  CreateRoleStmt: refuse('role', 'Roles are made by whoever runs the database.'),
  AlterRoleStmt: refuse('role', 'Roles are changed by whoever runs the database.'),
  DropRoleStmt: refuse('role', 'Roles are removed by whoever runs the database.'),
  VacuumStmt: refuse('vacuum', '`VACUUM` and `ANALYZE` change no schema. Run them by hand.'),
};

/** What a dump says before its first table, and limits that a migration sets for itself. */
const settings = new Set([
  'lock_timeout',
  'statement_timeout',
  'idle_in_transaction_session_timeout',
  'transaction_timeout',
  'client_encoding',
  'standard_conforming_strings',
  'check_function_bodies',
  'xmloption',
  'client_min_messages',
  'row_security',
  'default_tablespace',
  'default_table_access_method',
  'search_path',
  'timezone',
]);

const hiddenCommands = new Set([
  'AT_ChangeOwner',
  'AT_SetTableSpace',
  'AT_DisableTrig',
  'AT_DisableTrigAll',
  'AT_DisableTrigUser',
  'AT_EnableTrig',
  'AT_EnableAlwaysTrig',
  'AT_EnableReplicaTrig',
  'AT_DisableRule',
  'AT_DisableRowSecurity',
  'AT_NoForceRowSecurity',
]);

const droppable = new Set([
  'OBJECT_TABLE',
  'OBJECT_INDEX',
  'OBJECT_VIEW',
  'OBJECT_MATVIEW',
  'OBJECT_SEQUENCE',
  'OBJECT_TYPE',
  'OBJECT_DOMAIN',
  'OBJECT_FUNCTION',
  'OBJECT_SCHEMA',
  'OBJECT_STATISTIC_EXT',
]);

/** Functions that read files, other servers, or other sessions, or that wait. */
const forbidden =
  /^(pg_read_.*|pg_ls_.*|pg_stat_file|pg_file_.*|lo_import|lo_export|dblink.*|pg_terminate_backend|pg_cancel_backend|pg_reload_conf|pg_rotate_logfile|pg_sleep.*|query_to_xml.*|table_to_xml.*|database_to_xml.*|cursor_to_xml.*|pg_logical_.*|pg_create_.*_slot|pg_drop_replication_slot|pg_promote|pg_advisory_.*|pg_notify)$/;

function forbiddenCall(node: Node): string | null {
  for (const { kind, fields } of everyNode({ [node.kind]: node.fields })) {
    if (kind !== 'FuncCall') continue;
    const name = wordsOf(fields['funcname']).at(-1) ?? '';
    if (forbidden.test(name)) return name;
    if (name === 'set_config' && !setsPath(fields['args'])) return name;
  }
  return null;
}

/** `set_config('search_path', …)` stands in every dump. */
function setsPath(args: unknown): boolean {
  const [first] = nodesOf(args);
  return textOf(fieldsOf(first?.fields['sval'])['sval']) === 'search_path';
}

/** A function in SQL is read like everything else by its caller; other languages are text that nobody can check. */
function functionRule(fields: Node['fields']): Ruling {
  const language = languageOf(fields);
  if (language !== 'sql')
    return refused(
      'function-language',
      `A function in ${language} is text that nobody can check. Review and run it by hand.`,
    );
  const definer = nodesOf(fields['options']).some(({ fields: one }) => one['defname'] === 'security');
  return definer
    ? refused(
        'security-definer',
        'A function with rights of its owner is not tried. Review and run it by hand.',
      )
    : allowed;
}

function languageOf(fields: Node['fields']): string {
  const option = nodesOf(fields['options']).find(({ fields: one }) => one['defname'] === 'language');
  return textOf(fieldsOf(fieldsOf(option?.fields['arg'])['String'])['sval']).toLowerCase() || 'sql';
}

/** The text of a function in SQL; null for everything else. It is read by the same rules. */
export function sqlBody({ kind, fields }: Node): string | null {
  if (kind !== 'CreateFunctionStmt' || languageOf(fields) !== 'sql') return null;
  const option = nodesOf(fields['options']).find(({ fields: one }) => one['defname'] === 'as');
  const list = fieldsOf(fieldsOf(option?.fields['arg'])['List']);
  return wordsOf(list['items']).join('\n') || null;
}
