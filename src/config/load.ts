import { buildConfig } from './build/config.ts';
import type { Config } from './config.ts';
import type { Diagnostic } from './diagnostic.ts';
import { schemaTree } from './json-schema.ts';
import { hideFrom, maskLine } from './mask.ts';
import { type Mistake, type Path, pathText, startsWith } from './mistake.ts';
import { declaredNames } from './names.ts';
import { readShape, type Shaped } from './shape.ts';
import { type Position, readSource, type Source } from './source.ts';
import { unsupportedMistakes } from './unsupported.ts';

export type Loaded =
  | { readonly kind: 'config'; readonly config: Config; readonly warnings: readonly Diagnostic[] }
  | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

interface Placed {
  readonly mistake: Mistake;
  readonly position: Position;
}

/**
 * Reads, checks and resolves belay.yml. Every mistake of the file is found at once.
 * @param readFile gives the text of a file; what it throws becomes a diagnostic
 */
export function loadConfig(file: string, readFile: (file: string) => string): Loaded {
  const text = readText(file, readFile);
  return typeof text === 'string' ? loadText(file, text) : { kind: 'invalid', diagnostics: [text] };
}

function readText(file: string, readFile: (file: string) => string): string | Diagnostic {
  try {
    return readFile(file);
  } catch (cause) {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null;
    const sentence =
      code === 'ENOENT'
        ? `There is no file ${file}. Run this where your belay.yml is, or set BELAY_CONFIG to its path; a first one is a copy of examples/quick-start.yml.`
        : `${file} cannot be read (${typeof code === 'string' ? code : 'unknown reason'}). Check that it is a file and that Belay may read it.`;
    return wholeFile(file, code === 'ENOENT' ? 'missing-file' : 'unreadable-file', sentence);
  }
}

function wholeFile(file: string, code: string, sentence: string): Diagnostic {
  const place = { file, line: 0, column: 0, path: '', excerpt: null };
  return { ...place, code, sentence, expected: 'a configuration', suggestion: null, severity: 'error' };
}

function loadText(file: string, text: string): Loaded {
  const source = readSource(text);
  if (!source.readable) return { kind: 'invalid', diagnostics: diagnosed(file, source, source.mistakes) };
  const form = wrongForm(file, source.data);
  if (form !== null) return { kind: 'invalid', diagnostics: [form] };
  const { config, mistakes } = check(file, source);
  const placed = mistakes.map((mistake) => ({
    mistake,
    position: source.position(mistake.path, mistake.at),
  }));
  const diagnostics = diagnosed(file, source, [...source.mistakes, ...placed]);
  if (config === null || diagnostics.some(({ severity }) => severity === 'error')) {
    return { kind: 'invalid', diagnostics };
  }
  return { kind: 'config', config, warnings: diagnostics };
}

function wrongForm(file: string, data: unknown): Diagnostic | null {
  if (data === null || data === undefined) {
    return wholeFile(file, 'empty-file', `${file} is empty. Begin with a copy of examples/quick-start.yml.`);
  }
  if (typeof data === 'object' && !Array.isArray(data)) return null;
  const found = Array.isArray(data) ? 'a list' : 'plain text';
  const sentence = `${file} holds ${found}, and should hold keys such as \`version: 1\`, \`people:\` and \`services:\`.`;
  return wholeFile(file, 'not-a-map', sentence);
}

function check(file: string, source: Source): { config: Config | null; mistakes: readonly Mistake[] } {
  const { data } = source;
  const unsupported = unsupportedMistakes(data);
  const shaped = readShape(data, schemaTree, source.written);
  if (shaped.root === null) return { config: null, mistakes: [...shaped.mistakes, ...unsupported] };
  const found: Mistake[] = [];
  const config = buildConfig(file, shaped.root, declaredNames(data), (mistake) => found.push(mistake));
  const placed = found
    .map((mistake) => inFile(mistake, shaped))
    .filter((mistake) => !follows(mistake, shaped.broken));
  return { config, mistakes: [...shaped.mistakes, ...unsupported, ...placed] };
}

function inFile(mistake: Mistake, shaped: Shaped): Mistake {
  const about = mistake.about?.map((path) => shaped.original(path)) ?? [];
  return { ...mistake, path: shaped.original(mistake.path), about };
}

/** Whether a mistake only follows from something that is broken, and reported, itself. */
function follows(mistake: Mistake, broken: readonly Path[]): boolean {
  return broken.some(
    (part) =>
      startsWith(mistake.path, part) ||
      (mistake.about ?? []).some((about) => startsWith(about, part) || startsWith(part, about)),
  );
}

function diagnosed(file: string, source: Source, placed: readonly Placed[]): readonly Diagnostic[] {
  const secrets = placed.filter(({ mistake }) => mistake.code === 'secret-literal');
  const all = placed.map(({ mistake, position }) => {
    const column =
      position.column +
      (mistake.offset === undefined || position.endLine > position.line
        ? 0
        : mistake.offset + (position.quoted ? 1 : 0));
    const { path, code, sentence, expected, suggestion, severity } = mistake;
    const excerpt = excerptAt(source, position.line, secrets);
    return {
      file,
      line: position.line,
      column,
      path: pathText(path),
      code,
      sentence,
      expected,
      suggestion,
      severity,
      excerpt,
    };
  });
  const once = new Map(
    all.map((one) => [JSON.stringify([one.line, one.column, one.code, one.sentence]), one]),
  );
  return [...once.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

function excerptAt(source: Source, line: number, secrets: readonly Placed[]): string | null {
  const text = source.lines[line - 1];
  if (text === undefined) return null;
  const touching = secrets.filter(({ position }) => position.line <= line && line <= position.endLine);
  if (touching.some(({ position }) => position.line < line)) return '…';
  const first = Math.min(...touching.map(({ position }) => position.column));
  return maskLine(touching.length === 0 ? text : hideFrom(text, first));
}
