import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';

/** PostgreSQL's bigint comes back as text; every reader parses its rows. */
type BigInt64 = ColumnType<string, number, number>;
type NullableBigInt64 = ColumnType<string | null, number | null, number | null>;
/** Read as parsed JSON, written as text: node-postgres would take an array for an array of the database. */
type Json = ColumnType<unknown, string, string>;

interface EventsTable {
  position: BigInt64;
  stream: string;
  seq: number;
  at: BigInt64;
  actor: Json;
  kind: Generated<string>;
  data: Json;
  prev_hash: string;
  hash: string;
}

interface ChainHeadTable {
  single: Generated<boolean>;
  position: BigInt64;
  hash: string;
}

interface RolloutsTable {
  id: string;
  seq: number;
  service: string;
  environment: string;
  version: string;
  phase: string;
  owns: boolean;
  open: boolean;
  requested_at: BigInt64;
  train: string | null;
  next_at: NullableBigInt64;
}

interface StableTable {
  service: string;
  environment: string;
  target: Json;
  rollout: string;
}

interface OutboxTable {
  id: Generated<string>;
  key: string;
  kind: string;
  item: Json;
  generation: Generated<number>;
  read_generation: Generated<number>;
  attempts: Generated<number>;
  next_at: BigInt64;
  delivered_at: NullableBigInt64;
  last_failure: string | null;
}

interface LeasesTable {
  name: string;
  holder: string;
  until: BigInt64;
}

interface MessagesTable {
  place: string;
  key: string;
  rollout: string;
  kind: string;
  body: Json;
  first_revision: BigInt64;
  revision: BigInt64;
  at: BigInt64;
}

interface DocumentsTable {
  rollout: string;
  document: string;
  part: string;
  tree: Json;
  at: BigInt64;
}

interface SpendingTable {
  id: Generated<string>;
  rollout: string | null;
  person: string | null;
  day: string;
  dollars: number;
  settled: Generated<boolean>;
}

interface DraftCacheTable {
  key: string;
  draft: Json;
  at: BigInt64;
}

interface SignalsTable {
  source: string;
  identity: string;
  kind: string;
  service: string;
  environment: string;
  event: string;
  version: string | null;
  text: string | null;
  count: number;
  series: string | null;
  started_at: NullableBigInt64;
  at: BigInt64;
  until: BigInt64;
}

interface InboxTable {
  place: string;
  key: string;
  at: BigInt64;
  payload: Json;
  begun: Generated<boolean>;
  reply: ColumnType<unknown, string | null | undefined, string | null>;
  done: Generated<boolean>;
  attempts: Generated<number>;
  holder: string;
  not_before: BigInt64;
}

interface PostsTable {
  id: Generated<string>;
  place: string;
  key: string;
  rollout: string;
  ref: string | null;
  shown: string;
  at: BigInt64;
}

interface TokensTable {
  id: string;
  hash: string;
  last_used: string | null;
}

export interface Tables {
  'belay.events': EventsTable;
  'belay.chain_head': ChainHeadTable;
  'belay.rollouts': RolloutsTable;
  'belay.stable': StableTable;
  'belay.outbox': OutboxTable;
  'belay.leases': LeasesTable;
  'belay.messages': MessagesTable;
  'belay.documents': DocumentsTable;
  'belay.spending': SpendingTable;
  'belay.draft_cache': DraftCacheTable;
  'belay.signals': SignalsTable;
  'belay.inbox': InboxTable;
  'belay.posts': PostsTable;
  'belay.tokens': TokensTable;
}

export type Database = Kysely<Tables>;
export type Tx = Transaction<Tables>;
