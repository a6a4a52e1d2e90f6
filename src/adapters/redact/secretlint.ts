import { lintSource } from '@secretlint/core';
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend';
import { gone, withoutSecretShapes } from '../../core/documents/untrusted/secret-shapes.ts';
import type { Redact, Redacted } from '../../ports/redact.ts';

/** A shorter value would be found in ordinary words. */
const shortestKnown = 6;

/**
 * Secretlint's rules, the shapes it does not know, and every secret that this process itself has used.
 * @param known values that must never be seen, asked for anew each time
 */
export function createRedact(known: () => readonly string[]): Redact {
  return async (text) => {
    try {
      const own = withoutKnown(text, known());
      const linted = await withoutLinted(own.text);
      const shaped = withoutSecretShapes(linted.text);
      return { text: shaped.text, secrets: own.secrets + linted.secrets + shaped.secrets };
    } catch {
      return { text: '[withheld: it could not be searched for secrets]', secrets: 0 };
    }
  };
}

function withoutKnown(text: string, known: readonly string[]): Redacted {
  const values = [...new Set(known.flatMap(spellings))]
    .filter(({ length }) => length >= shortestKnown)
    .sort((one, other) => other.length - one.length);
  let left = text;
  let secrets = 0;
  for (const value of values) {
    const pieces = left.split(value);
    secrets += pieces.length - 1;
    left = pieces.join(gone);
  }
  return { text: left, secrets };
}

/** As it is, by lines (a key has many), and as addresses and headers carry it. */
function spellings(value: string): readonly string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const encoded = Buffer.from(value);
  const base64 = encoded.toString('base64').replace(/=+$/, '');
  return [value, ...lines.filter(({ length }) => length >= 20), encodeURIComponent(value), base64];
}

async function withoutLinted(text: string): Promise<Redacted> {
  const { messages } = await lintSource({
    source: { filePath: 'text.md', content: text, contentType: 'text', ext: '.md' },
    options: {
      noPhysicFilePath: true,
      config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: recommended }] },
    },
  });
  const ranges = messages.map(({ range }) => range).sort(([one], [other]) => one - other);
  const kept: string[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    if (from >= at) kept.push(text.slice(at, from), gone);
    at = Math.max(at, to);
  }
  return { text: kept.join('') + text.slice(at), secrets: ranges.length };
}
