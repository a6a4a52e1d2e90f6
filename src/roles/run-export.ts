import { readFileSync, writeFileSync } from 'node:fs';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import type { Config } from '../config/config.ts';
import { formatDiagnostics } from '../config/diagnostic.ts';
import { loadConfig } from '../config/load.ts';
import { listed } from '../core/prose.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import type { ExportedSlot } from '../render/export/exported-slot.ts';
import { grafanaDashboard } from '../render/export/grafana.ts';
import { prometheusRules } from '../render/export/prometheus-rules.ts';
import { budgetsOf, exportedSlots, missingCanary, undeclaredCanaries } from './export-slots.ts';
import { type ExportWords, readExportWords } from './export-words.ts';
import type { Terminal } from './terminal.ts';
import { formsOf } from './usage.ts';

/** `belay export prometheus-rules|grafana [file] …`: rules and a dashboard for other servers, from the plans of belay.yml. */
export function runExport(terminal: Terminal, rest: readonly string[]): number {
  const words = readExportWords(rest);
  if (typeof words === 'string') {
    terminal.err(`${words}\n\n${formsOf('export')}`);
    return exitCodes.usage;
  }
  const loaded = loadConfig(words.file ?? terminal.env.config, (name) => readFileSync(name, 'utf8'));
  if (loaded.kind !== 'config') {
    terminal.err(formatDiagnostics(loaded.diagnostics));
    return exitCodes.refused;
  }
  const made = make(loaded.config, words);
  for (const warning of made.warnings) terminal.err(`Warning: ${warning}`);
  for (const note of made.notes) terminal.err(`Note: ${note}`);
  if (made.refusal !== null) {
    terminal.err(made.refusal.sentence);
    return exitCodes.refused;
  }
  return write(terminal, made.text, outOf(loaded.config, words));
}

interface Made {
  readonly text: string;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly refusal: Refusal | null;
}

function make(config: Config, words: ExportWords): Made {
  const refused = (refusal: Refusal, notes: readonly string[] = []): Made => ({
    text: '',
    warnings: [],
    notes,
    refusal,
  });
  const slots = exportedSlots(config, words);
  if ('kind' in slots) return refused(slots);
  const source = words.source;
  const known = config.sources.map(({ name }) => name);
  if (source !== null && !known.includes(source)) {
    const sentence = `There is no source \`${source}\`. ${known.length === 1 ? 'There is' : 'There are'} ${known.length === 0 ? 'none' : listed(known)}.`;
    return refused(refuse('no-such-source', sentence));
  }
  const rendered = words.kind === 'grafana' ? dashboard(config, slots) : rules(config, slots, words);
  if (rendered.kind === 'refused') return refused(rendered);
  const notes = rendered.leftOut.map((sentence) => `left out: ${sentence}`);
  if (rendered.kind === 'nothing') {
    const sentence = `Nothing that these plans check is asked of ${source === null ? 'a metric server' : `\`${source}\``}, so there is nothing to export. Metrics of kind \`query\` are.`;
    return refused(refuse('nothing-to-export', sentence), notes);
  }
  return {
    text: rendered.text,
    warnings: undeclaredCanaries(config, slots),
    notes: [...notes, ...rendered.notes],
    refusal: null,
  };
}

function rules(config: Config, slots: readonly ExportedSlot[], { source }: ExportWords) {
  const missing = missingCanary(config, slots);
  if (missing !== null) return missing;
  const { namespace = null, interval = null, sustained = 0, labels = {} } = config.alertRules ?? {};
  const rendered = prometheusRules(slots, budgetsOf(config, slots), {
    namespace,
    interval,
    sustained,
    labels,
    source,
  });
  if (rendered.kind === 'nothing') return rendered;
  const several = rendered.sources.length > 1;
  const notes = several
    ? [
        `the rules ask ${listed(rendered.sources)}, and a server can ask itself alone: export them one by one with --source NAME.`,
      ]
    : [];
  return { ...rendered, notes };
}

function dashboard(config: Config, slots: readonly ExportedSlot[]) {
  const name = config.name === null ? '' : ` (${config.name})`;
  const [only] = slots;
  const one = slots.length === 1 && only !== undefined ? `${only.service} in ${only.environment}` : null;
  const options = {
    uid: uidOf(one === null ? (config.name ?? 'all') : `${only?.service}-${only?.environment}`),
    title: `Belay: ${one ?? 'releases'}${name}`,
  };
  return { ...grafanaDashboard(slots, options), notes: [] };
}

/** Grafana takes at most 40 characters. */
function uidOf(text: string): string {
  return `belay-${text.replaceAll(/[^a-zA-Z0-9_-]/g, '-')}`.slice(0, 40);
}

/** Where belay.yml says where rules are written, they are, unless the line says something else. */
function outOf({ alertRules }: Config, { kind, out }: ExportWords): string | null {
  const file = out ?? (kind === 'prometheus-rules' ? (alertRules?.file ?? null) : null);
  return file === '-' ? null : file;
}

function write(terminal: Terminal, text: string, file: string | null): number {
  if (file === null) {
    terminal.out(text.replace(/\n$/, ''));
    return exitCodes.done;
  }
  try {
    writeFileSync(file, text);
  } catch (cause) {
    const code =
      typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'unknown reason';
    terminal.err(
      `${file} cannot be written (${code}). Check that its folder is there and that you may write into it; \`--out -\` prints instead.`,
    );
    return exitCodes.refused;
  }
  terminal.err(`Written to ${file}.`);
  return exitCodes.done;
}
