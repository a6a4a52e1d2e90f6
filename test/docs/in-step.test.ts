import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commands } from '../../commands/registry.ts';
import { generatedDocs } from '../../scripts/generated-docs.ts';

const root = join(import.meta.dirname, '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].toSorted();
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

/** Words after `npx belay` that are no command of the grammar: they run on this machine. */
const ownWords = [
  'start',
  'login',
  'token',
  'monitor',
  'config',
  'export',
  'proxy',
  'doctor',
  'simulate',
  'judge',
];

describe('documents made from the code', async () => {
  test.each((await generatedDocs()).map((doc) => [doc.file, doc.text] as const))(
    '%s is what `npm run docs` would write now',
    (file, text) => {
      expect(readFileSync(join(root, file), 'utf8')).toBe(text);
    },
  );
});

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');

  test('every relative link leads to a file, and every heading it names is there', () => {
    expect(linksOf(text).flatMap((link) => brokenLink(page, link) ?? [])).toEqual([]);
  });

  test('every npm script it names exists', () => {
    const named = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g)].map(
      ([, run, short]) => run ?? short ?? '',
    );
    expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });

  test('every `npx belay …` it names is a command', () => {
    const known = new Set([
      ...ownWords,
      'help',
      ...commands.flatMap(({ spec }) => [spec.name, ...spec.aliases]),
    ]);
    const named = [...text.matchAll(/\bnpx belay ([a-z-]+)/g)].map(([, word = '']) => word);
    expect(named.filter((word) => !known.has(word))).toEqual([]);
  });

  test('every path of the repository that it names in code exists', () => {
    const named = [
      ...text.matchAll(/`((?:src|test|docs|demo|examples|scripts|handlers|commands)\/[\w./-]+)`/g),
    ];
    const missing = named.map(([, path = '']) => path).filter((path) => !existsSync(join(root, path)));
    expect(missing).toEqual([]);
  });
});

describe('the README', () => {
  test('begins with the two commands', () => {
    expect(readme.indexOf('npm run demo -- --once')).toBeLessThan(600);
    expect(readme.indexOf('npm test')).toBeLessThan(800);
  });

  test('shows every command once', () => {
    const missing = commands.map(({ spec }) => spec.name).filter((name) => !readme.includes(`\`${name}\``));
    expect(missing).toEqual([]);
  });

  test('shows one picture that is there', () => {
    const pictures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path = '']) => path);
    expect(pictures).toEqual(['docs/screenshot.png']);
  });
});

/** Targets of Markdown links and pictures; text in code is no link. */
function linksOf(text: string): readonly string[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** @returns the link when it leads nowhere, else null */
function brokenLink(page: string, link: string): string | null {
  if (/^[a-z]+:/.test(link)) return null;
  const [path = '', heading] = link.split('#');
  const file = path === '' ? join(root, page) : join(root, dirname(page), path);
  if (!existsSync(file) || relative(root, file).startsWith('..')) return link;
  if (heading === undefined) return null;
  return headingsOf(readFileSync(file, 'utf8')).includes(heading) ? null : link;
}

/** Headings as the anchors that GitHub makes of them. */
function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
