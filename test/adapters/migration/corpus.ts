import { judgeTrip } from '../../../src/core/migration/judge-trip.ts';
import type { MigrationJob, MigrationResult } from '../../../src/core/migration/migration.ts';

/** What a case must come to. `schema` and `data` are the round trips of a tried one. */
export type Expected =
  | { readonly kind: 'proven' | 'irreversible'; readonly schema: boolean; readonly data: boolean }
  | { readonly kind: 'failed' }
  | { readonly kind: 'refused'; readonly code: string };

export interface MigrationCase {
  readonly name: string;
  readonly job: MigrationJob;
  readonly expected: Expected;
}

const shop = `
CREATE TYPE status AS ENUM ('new', 'paid', 'sent');
CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email varchar(120) NOT NULL UNIQUE,
  name text,
  born date,
  note varchar(40)
);
CREATE TABLE orders (
  id bigint PRIMARY KEY,
  customer bigint NOT NULL REFERENCES customers (id),
  status status NOT NULL DEFAULT 'new',
  amount numeric(12, 2) NOT NULL CHECK (amount >= 0),
  placed timestamptz,
  street text,
  city text
);
CREATE INDEX orders_customer ON orders (customer);
CREATE VIEW open_orders AS SELECT id, customer FROM orders WHERE status = 'new';
`;

const proven: Expected = { kind: 'proven', schema: true, data: true };
/** The statement loses what the round trip shows. */
const lossy: Expected = { kind: 'irreversible', schema: true, data: false };
/** Nothing of the made-up rows was lost, but something else would be. */
const guarded: Expected = { kind: 'irreversible', schema: true, data: true };
const failed: Expected = { kind: 'failed' };
const refused = (code: string): Expected => ({ kind: 'refused', code });

function written(
  name: string,
  forward: string,
  expected: Expected,
  rollback: string | null = null,
): MigrationCase {
  return {
    name,
    expected,
    job: {
      base: [{ path: '001_shop.sql', text: shop }],
      change: {
        kind: 'files',
        target: null,
        steps: [
          {
            forward: { path: '002_change.sql', text: forward },
            rollback: rollback === null ? null : { path: '002_back.sql', text: rollback },
          },
        ],
      },
    },
  };
}

/** Migrations as teams write them, each with what must be found out about it. */
export const corpus: readonly MigrationCase[] = [
  written('add a nullable column', 'ALTER TABLE orders ADD COLUMN coupon text;', proven),
  written(
    'add a column with a default',
    "ALTER TABLE orders ADD COLUMN channel text NOT NULL DEFAULT 'web';",
    proven,
  ),
  written(
    'add a column with a volatile default',
    'ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();',
    proven,
  ),
  written(
    'add a required column without a default',
    'ALTER TABLE orders ADD COLUMN channel text NOT NULL;',
    failed,
  ),
  written(
    'add a generated column',
    'ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (amount * 1.2) STORED;',
    proven,
  ),
  written(
    'create a table',
    'CREATE TABLE coupons (id bigint PRIMARY KEY, code text NOT NULL UNIQUE);',
    proven,
  ),
  written(
    'create a table that refers to another',
    'CREATE TABLE parcels (id bigint PRIMARY KEY, orders bigint REFERENCES orders (id));',
    proven,
  ),
  written('create an index', 'CREATE INDEX orders_placed ON orders (placed);', proven),
  written(
    'create an index concurrently',
    'CREATE INDEX CONCURRENTLY orders_placed ON orders (placed);',
    proven,
  ),
  written(
    'create a partial index',
    "CREATE INDEX orders_open ON orders (placed) WHERE status = 'new';",
    proven,
  ),
  written(
    'create an index on an expression',
    'CREATE INDEX customers_lower ON customers (lower(email));',
    proven,
  ),
  written('create a unique index', 'CREATE UNIQUE INDEX orders_once ON orders (id, customer);', proven),
  written('drop an index', 'DROP INDEX orders_customer;', proven),
  written('add a value to an enum', "ALTER TYPE status ADD VALUE 'returned';", proven, null),
  written(
    'rename a value of an enum',
    "ALTER TYPE status RENAME VALUE 'sent' TO 'shipped';",
    proven,
    "ALTER TYPE status RENAME VALUE 'shipped' TO 'sent';",
  ),
  written(
    'create an enum and use it',
    "CREATE TYPE size AS ENUM ('s', 'm'); ALTER TABLE orders ADD COLUMN size size DEFAULT 's';",
    proven,
  ),
  written(
    'rename a column',
    'ALTER TABLE orders RENAME COLUMN city TO town;',
    proven,
    'ALTER TABLE orders RENAME COLUMN town TO city;',
  ),
  written('rename a column, the way back drafted', 'ALTER TABLE orders RENAME COLUMN city TO town;', lossy),
  written(
    'rename a table',
    'ALTER TABLE orders RENAME TO purchases;',
    proven,
    'ALTER TABLE purchases RENAME TO orders;',
  ),
  written('rename an index', 'ALTER INDEX orders_customer RENAME TO orders_by_customer;', proven),
  written('drop a column', 'ALTER TABLE orders DROP COLUMN city;', lossy),
  written('drop a required column', 'ALTER TABLE customers DROP COLUMN email;', {
    kind: 'irreversible',
    schema: false,
    data: false,
  }),
  written(
    'drop a column that keeps a copy',
    'CREATE TABLE kept AS SELECT id, city FROM orders; ALTER TABLE orders DROP COLUMN city;',
    guarded,
    'ALTER TABLE orders ADD COLUMN city text; UPDATE orders SET city = kept.city FROM kept WHERE kept.id = orders.id; DROP TABLE kept;',
  ),
  written('drop a table', 'DROP VIEW open_orders; DROP TABLE orders;', lossy),
  written('drop a view', 'DROP VIEW open_orders;', proven),
  written(
    'create a view',
    'CREATE VIEW paid_orders AS SELECT id FROM orders WHERE placed IS NOT NULL;',
    proven,
  ),
  written(
    'replace a view',
    "CREATE OR REPLACE VIEW open_orders AS SELECT id, customer FROM orders WHERE status = 'paid';",
    proven,
  ),
  written(
    'create a materialized view',
    'CREATE MATERIALIZED VIEW totals AS SELECT customer, sum(amount) AS total FROM orders GROUP BY customer;',
    proven,
  ),
  written('widen a varchar to text', 'ALTER TABLE customers ALTER COLUMN note TYPE text;', proven),
  written('widen a varchar', 'ALTER TABLE customers ALTER COLUMN note TYPE varchar(80);', proven),
  written(
    'narrow a text by cutting',
    'ALTER TABLE customers ALTER COLUMN name TYPE varchar(5) USING left(name, 5);',
    lossy,
  ),
  written(
    'narrow a text that may not fit',
    'ALTER TABLE customers ALTER COLUMN name TYPE varchar(60);',
    guarded,
  ),
  written('round a number', 'ALTER TABLE orders ALTER COLUMN amount TYPE numeric(12, 0);', lossy),
  written(
    'turn a time into a date',
    'ALTER TABLE orders ALTER COLUMN placed TYPE date USING placed::date;',
    lossy,
  ),
  written(
    'set not null where values may be missing',
    'ALTER TABLE orders ALTER COLUMN placed SET NOT NULL;',
    proven,
  ),
  written(
    'fill and set not null',
    'UPDATE orders SET placed = now() WHERE placed IS NULL; ALTER TABLE orders ALTER COLUMN placed SET NOT NULL;',
    lossy,
  ),
  written('drop not null', 'ALTER TABLE customers ALTER COLUMN email DROP NOT NULL;', proven),
  written('set a default', "ALTER TABLE customers ALTER COLUMN name SET DEFAULT 'n/a';", proven),
  written('drop a default', 'ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;', proven),
  written('add a check', 'ALTER TABLE orders ADD CONSTRAINT small CHECK (amount < 1000000);', proven),
  written(
    'add a check without looking at rows',
    'ALTER TABLE orders ADD CONSTRAINT small CHECK (amount < 1000000) NOT VALID;',
    proven,
  ),
  written('drop a check', 'ALTER TABLE orders DROP CONSTRAINT orders_amount_check;', proven),
  written(
    'add a foreign key',
    'ALTER TABLE orders ADD COLUMN payer bigint; ALTER TABLE orders ADD CONSTRAINT orders_payer FOREIGN KEY (payer) REFERENCES customers (id);',
    proven,
  ),
  written(
    'add a unique constraint',
    'ALTER TABLE orders ADD CONSTRAINT orders_pair UNIQUE (id, customer);',
    proven,
  ),
  written(
    'split a table',
    'CREATE TABLE addresses (orders bigint PRIMARY KEY REFERENCES orders (id), street text, city text); INSERT INTO addresses SELECT id, street, city FROM orders; ALTER TABLE orders DROP COLUMN street, DROP COLUMN city;',
    guarded,
    'ALTER TABLE orders ADD COLUMN street text, ADD COLUMN city text; UPDATE orders SET street = a.street, city = a.city FROM addresses a WHERE a.orders = orders.id; DROP TABLE addresses;',
  ),
  written('create a sequence', 'CREATE SEQUENCE invoice_numbers START 1000;', proven),
  written(
    'create a domain',
    "CREATE DOMAIN postcode AS text CHECK (VALUE ~ '^[0-9]+$'); ALTER TABLE orders ADD COLUMN postcode postcode;",
    proven,
  ),
  written('comment on a table', "COMMENT ON TABLE orders IS 'what was bought';", proven),
  written(
    'create a function in SQL',
    "CREATE FUNCTION gross(numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 1.2';",
    proven,
  ),
  written(
    'create a schema',
    'CREATE SCHEMA archive; CREATE TABLE archive.orders (id bigint PRIMARY KEY);',
    proven,
  ),
  written(
    'a way back that forgets something',
    'ALTER TABLE orders ADD COLUMN a text, ADD COLUMN b text;',
    failed,
    'ALTER TABLE orders DROP COLUMN a;',
  ),
  written(
    'a way back that does not run',
    'ALTER TABLE orders ADD COLUMN a text;',
    failed,
    'ALTER TABLE orders DROP COLUMN b;',
  ),
  written('a table that is not there', 'ALTER TABLE nowhere ADD COLUMN a text;', failed),
  written('no SQL', 'ALTER TABEL orders ADD COLUMN a text;', refused('unreadable')),
  written(
    'a trigger',
    'CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();',
    refused('trigger'),
  ),
  written('delete everything', 'DELETE FROM orders;', refused('unqualified-delete')),
  written('update everything', "UPDATE orders SET city = 'x';", refused('unqualified-update')),
  written('truncate', 'TRUNCATE orders;', refused('truncate')),
  written('grant', 'GRANT ALL ON orders TO public;', refused('grant')),
  written('revoke', 'REVOKE ALL ON orders FROM public;', refused('grant')),
  written('copy from a program', "COPY orders FROM PROGRAM 'curl evil';", refused('copy')),
  written('a DO block', 'DO $$ BEGIN DELETE FROM orders; END $$;', refused('do')),
  written('an extension', 'CREATE EXTENSION dblink;', refused('extension')),
  written(
    'a function in an untrusted language',
    "CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS 'import os';",
    refused('function-language'),
  ),
  written(
    'a deletion inside of a function',
    "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM orders';",
    refused('unqualified-delete'),
  ),
  written('another role', 'SET ROLE postgres;', refused('setting')),
  written('a setting of the server', "ALTER SYSTEM SET fsync = 'off';", refused('system')),
  written('drop a database', 'DROP DATABASE shop;', refused('database')),
  written('a command of psql', '\\! rm -rf /\nSELECT 1;', refused('psql')),
  written(
    'a function that reads files',
    "INSERT INTO customers (email) SELECT pg_read_file('/etc/passwd');",
    refused('function'),
  ),
  written(
    'a role through a function',
    "CREATE VIEW v AS SELECT set_config('role', 'postgres', false);",
    refused('function'),
  ),
];

/** Does a case come to what it must come to? */
export function isAsExpected(came: Came, expected: Expected): boolean {
  if (came.kind !== expected.kind) return false;
  switch (expected.kind) {
    case 'failed':
      return true;
    case 'refused':
      return came.code === expected.code;
    case 'proven':
    case 'irreversible':
      return came.schema === expected.schema && came.data === expected.data;
  }
}

export interface Came {
  readonly kind: 'proven' | 'irreversible' | 'failed' | 'refused';
  readonly schema: boolean;
  readonly data: boolean;
  readonly code: string | null;
  readonly why: string | null;
}

/** What became of a case, in the words of what was expected. */
export function cameOf(result: MigrationResult): Came {
  if (result.kind === 'problems') {
    const [first] = result.problems;
    return {
      kind: 'refused',
      schema: false,
      data: false,
      code: first?.code ?? null,
      why: first?.sentence ?? null,
    };
  }
  if (result.kind !== 'tried') {
    return { kind: 'failed', schema: false, data: false, code: result.kind, why: JSON.stringify(result) };
  }
  const verdicts = result.parts.map(judgeTrip);
  const worst =
    verdicts.find(({ kind }) => kind === 'failed') ??
    verdicts.find(({ kind }) => kind === 'irreversible') ??
    verdicts[0];
  return {
    kind: worst?.kind ?? 'failed',
    schema: verdicts.every(({ schema }) => schema),
    data: verdicts.every(({ data }) => data),
    code: null,
    why: worst?.why ?? (worst?.losses.join('; ') || null),
  };
}
