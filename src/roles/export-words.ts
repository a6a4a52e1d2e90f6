import { parseArgs } from 'node:util';

export const exportKinds = ['prometheus-rules', 'grafana'] as const;
export type ExportKind = (typeof exportKinds)[number];

/** What a line `belay export …` asks for; null where it does not say. */
export interface ExportWords {
  readonly kind: ExportKind;
  readonly file: string | null;
  readonly out: string | null;
  readonly service: string | null;
  readonly environment: string | null;
  readonly canary: string | null;
  readonly stable: string | null;
  readonly source: string | null;
}

const text = { type: 'string' } as const;
const options = { out: text, service: text, environment: text, canary: text, stable: text, source: text };

/** @returns what is wrong with the line, as a sentence */
export function readExportWords(rest: readonly string[]): ExportWords | string {
  const read = parsed(rest);
  if (typeof read === 'string') return read;
  const { values, positionals } = read;
  const [what = '', file = null, ...more] = positionals;
  const kind = exportKinds.find((one) => one === what);
  if (kind === undefined) {
    return what === ''
      ? 'Say what to export: prometheus-rules or grafana.'
      : `Belay cannot export \`${what}\`. There are prometheus-rules and grafana.`;
  }
  if (more.length > 0) return `\`${more.join(' ')}\` is too much: one belay.yml is read.`;
  const { out, service, environment, canary, stable, source } = values;
  return {
    kind,
    file,
    out: out ?? null,
    service: service ?? null,
    environment: environment ?? null,
    canary: canary ?? null,
    stable: stable ?? null,
    source: source ?? null,
  };
}

function parsed(rest: readonly string[]) {
  try {
    return parseArgs({ args: [...rest], options, allowPositionals: true });
  } catch (mistake) {
    return mistake instanceof Error ? mistake.message : 'This line cannot be read.';
  }
}
