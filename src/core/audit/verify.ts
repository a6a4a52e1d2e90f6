import type { ChainHead, ChainRow } from './chain.ts';
import { EMPTY_CHAIN, hashRow } from './chain.ts';

/** Something in the log that is not as it was written. */
export interface AuditProblem {
  /** The row it is about; for missing rows the first of them, for a wrong head the head's. */
  readonly position: number;
  /** Null when the row is gone and nothing tells whose it was. */
  readonly stream: string | null;
  readonly seq: number | null;
  readonly kind:
    | 'altered'
    | 'removed'
    | 'reordered'
    | 'inserted'
    | 'head-mismatch'
    | 'unreadable'
    | 'projection';
  readonly sentence: string;
}

type StoredRow = ChainRow & { readonly hash: string };

export interface Verifier {
  /** Takes the next row, in order of position. */
  row(row: StoredRow): void;
  /** @returns every problem, in order of position; none when the log is as it was written */
  end(head: ChainHead): readonly AuditProblem[];
}

/** Rows whose hash is wrong are kept until the end to see whether they were moved; beyond this many they are not. */
const MOVED_AT_MOST = 500;

/**
 * Goes through a log once, whatever is wrong with it.
 * @param known positions and hashes that were written down elsewhere (posted to chat), which the log must still have
 */
export function verifier(known: readonly ChainHead[] = []): Verifier {
  const problems: AuditProblem[] = [];
  const wrong: StoredRow[] = [];
  const streams = streamGaps();
  let last: ChainHead & { readonly row: StoredRow | null; readonly sound: boolean } = {
    ...EMPTY_CHAIN,
    row: null,
    sound: true,
  };

  function row(current: StoredRow): void {
    const sound = hashRow(current) === current.hash;
    if (current.position > last.position + 1) problems.push(missing(last.position + 1, current.position - 1));
    else if (sound && last.sound && current.prevHash !== last.hash)
      problems.push(rewritten(last.row, current));
    if (!sound) wrong.push(current);
    for (const { position, hash } of known) {
      if (position === current.position && hash !== current.hash) problems.push(unlikeKnown(current, hash));
    }
    streams.see(current);
    last = { position: current.position, hash: current.hash, row: current, sound };
  }

  function end(head: ChainHead): readonly AuditProblem[] {
    const tail = last.position === head.position ? [] : tailProblems(last, head);
    const beyond = known.filter(({ position }) => position > Math.max(last.position, head.position));
    return [
      ...problems,
      ...wrong.map((current) => movedOrAltered(current, wrong, problems)),
      ...streams.removed(),
      ...tail,
      ...(last.position === head.position && last.hash !== head.hash && last.sound
        ? [headMismatch(head, last.hash)]
        : []),
      ...beyond.map((checkpoint) => beyondEnd(checkpoint, last.position)),
    ].sort((a, b) => a.position - b.position);
  }

  return { row, end };
}

function missing(from: number, to: number): AuditProblem {
  const rows = from === to ? `Row ${from} is` : `Rows ${from} to ${to} are`;
  return {
    position: from,
    stream: null,
    seq: null,
    kind: 'removed',
    sentence: `${rows} missing from the log.`,
  };
}

/** The row before is consistent in itself, but the next one was chained to another: somebody rehashed it. */
function rewritten(previous: StoredRow | null, current: StoredRow): AuditProblem {
  if (previous === null) {
    return problem(current, 'altered', 'does not begin the chain: what came before it was taken away');
  }
  return problem(
    previous,
    'altered',
    `was rewritten together with its hash: row ${current.position} was chained to another one`,
  );
}

function movedOrAltered(
  row: StoredRow,
  wrong: readonly StoredRow[],
  problems: readonly AuditProblem[],
): AuditProblem {
  if (wrong.length <= MOVED_AT_MOST) {
    const places = [
      row.position - 1,
      row.position + 1,
      ...wrong.map(({ position }) => position),
      ...problems.map(({ position }) => position),
    ];
    const from = places.find((position) => hashRow({ ...row, position }) === row.hash);
    if (from !== undefined) return problem(row, 'reordered', `was moved there from row ${from}`);
  }
  return problem(row, 'altered', 'is not what was written: its hash does not fit its content');
}

function tailProblems(
  last: ChainHead & { readonly row: StoredRow | null },
  head: ChainHead,
): readonly AuditProblem[] {
  if (last.position < head.position) {
    const gone = missing(last.position + 1, head.position);
    return [{ ...gone, sentence: `${gone.sentence} The log ends before its head.` }];
  }
  if (last.row === null) return [];
  return [
    problem(
      last.row,
      'inserted',
      `lies past the head of the log, which is row ${head.position}: Belay did not write it`,
    ),
  ];
}

function headMismatch(head: ChainHead, found: string): AuditProblem {
  return {
    position: head.position,
    stream: null,
    seq: null,
    kind: 'head-mismatch',
    sentence: `The log's last row (${head.position}) has hash ${found.slice(0, 12)}…, its head says ${head.hash.slice(0, 12)}…: one of the two was altered.`,
  };
}

function unlikeKnown(row: StoredRow, expected: string): AuditProblem {
  return problem(
    row,
    'altered',
    `has hash ${row.hash.slice(0, 12)}…, but ${expected.slice(0, 12)}… was posted for it: the log was rewritten up to here`,
  );
}

function beyondEnd(checkpoint: ChainHead, end: number): AuditProblem {
  return {
    ...missing(end + 1, checkpoint.position),
    sentence: `The log ends at row ${end}, but row ${checkpoint.position} was posted with hash ${checkpoint.hash.slice(0, 12)}…: its end was cut off, head and all.`,
  };
}

function problem(row: StoredRow, kind: AuditProblem['kind'], what: string): AuditProblem {
  const { position, stream, seq } = row;
  return { position, stream, seq, kind, sentence: `Row ${position} (event ${seq} of ${stream}) ${what}.` };
}

/** Notices events that a stream lacks, whatever the order in which its rows come. */
function streamGaps() {
  const seen = new Map<string, { highest: number; position: number; lacking: Map<number, number> }>();

  function see(row: StoredRow): void {
    const stream = seen.get(row.stream) ?? { highest: 0, position: 0, lacking: new Map<number, number>() };
    stream.lacking.delete(row.seq);
    for (let seq = stream.highest + 1; seq < row.seq; seq += 1) stream.lacking.set(seq, row.position);
    stream.highest = Math.max(stream.highest, row.seq);
    seen.set(row.stream, stream);
  }

  function removed(): readonly AuditProblem[] {
    return [...seen].flatMap(([stream, { lacking }]) =>
      [...lacking].map(([seq, before]) => ({
        position: before,
        stream,
        seq,
        kind: 'removed' as const,
        sentence: `Event ${seq} of ${stream} is missing: it should come before row ${before}.`,
      })),
    );
  }

  return { see, removed };
}
