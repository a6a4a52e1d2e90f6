import { schemaTree } from '../src/config/json-schema.ts';
import type { SchemaNode } from '../src/config/schema-walk.ts';
import { type Unsupported, unsupported } from '../src/config/unsupported.ts';

interface Key {
  readonly path: string;
  readonly meaning: string;
}

/** Written once under `plans` and once under `services`; every other place takes the same keys. */
const repeated = ['services.*.plan', 'services.*.environments.*', 'environments.*.access'];

const head = `# belay.yml

Made from the schema itself; do not edit by hand. Begin with [the quick start](../examples/quick-start.yml), and let
\`npx belay config check\` say what is right and what is not: it names line, column and the nearest right word.

Units are always written: \`5%\`, \`30m\`, \`300ms\`, \`20/s\`. A rule is one line:

\`\`\`
<metric> <comparison> <limit> [over 5m] [for 5m] [instant] [min 50 requests]
\`\`\`

for example \`error-rate > 5% for 2m\`, \`p95 > 1.5x stable\`, \`conversion < baseline - 5% for 15m\`. Three kinds of rule
have no addition, because they look at all that was measured and say by themselves whether it is enough:
\`error-rate worse than stable\` (or \`worse than 1.2x stable\`) takes traffic back, \`error-rate within 1.5x stable\`
promotes, and so does \`comparison score >= 75\`, of which [comparison.md](comparison.md) says more. Why the language is
as it is stands in [decision 003](decisions/003-configuration-language.md). Editors complete it with
[belay.schema.json](belay.schema.json).

A \`*\` below stands for a name of yours or for any item of a list. The keys of \`plans.*\` may stand under \`plan\` of a
service directly, and \`environments\` of a service takes whatever differs there.
`;

/** Every key that Belay acts on, section by section, and then every key that it refuses because it is not built yet. */
export function configurationReference(): string {
  const { properties = {} } = schemaTree();
  const sections = Object.entries(properties)
    .filter(([name]) => !isRefused(name))
    .map(([name, node]) => section(name, node));
  return `${[head, ...sections, notBuiltYet()].join('\n')}`;
}

function section(name: string, node: SchemaNode): string {
  const keys = keysUnder(node, name);
  const table = ['| key | meaning |', '| --- | --- |', ...keys.map(row)];
  return [`## ${name}`, '', node.description ?? '', '', ...(keys.length === 0 ? [] : [...table, ''])].join(
    '\n',
  );
}

function row({ path, meaning }: Key): string {
  return `| \`${path}\` | ${meaning.replaceAll('|', '\\|')} |`;
}

/** Forms of a union may share keys: each key is told once, with all the kinds there are. */
function keysUnder(node: SchemaNode, path: string): readonly Key[] {
  const forms = [...(node.anyOf ?? []), ...(node.oneOf ?? [])].filter((form) => !isRefusedForm(form, path));
  const own = Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const at = `${path}.${name}`;
    if (isRefused(at)) return [];
    const deeper = repeated.includes(at) ? [] : keysUnder(child, at);
    return [...meaningOf(at, child), ...deeper];
  });
  const inner = [node.items, node.additionalProperties].filter((child) => typeof child === 'object');
  const all = [
    ...own,
    ...forms.flatMap((form) => keysUnder(form, path)),
    ...inner.flatMap((child) => (repeated.includes(`${path}.*`) ? [] : keysUnder(child, `${path}.*`))),
  ];
  return toldOnce(all);
}

function meaningOf(path: string, { description, const: only }: SchemaNode): readonly Key[] {
  if (description === undefined) return [];
  return [{ path, meaning: typeof only === 'string' ? `\`${only}\`: ${description}` : description }];
}

function toldOnce(keys: readonly Key[]): readonly Key[] {
  return [...Map.groupBy(keys, ({ path }) => path)].map(([path, same]) => {
    const meanings = new Set(same.map(({ meaning }) => meaning));
    return { path, meaning: path.endsWith('.kind') ? [...meanings].join(' ') : (same[0]?.meaning ?? '') };
  });
}

function isRefused(path: string): boolean {
  return unsupported.some((entry) => entry.value === undefined && entry.path === path);
}

function isRefusedForm(form: SchemaNode, path: string): boolean {
  const kind = form.properties?.['kind']?.const;
  return unsupported.some((entry) => entry.path === `${path}.kind` && entry.value === kind);
}

function notBuiltYet(): string {
  const lines = unsupported.filter(({ path }) => !isCopy(path)).map(refusal);
  return [
    '## Named, but not built yet',
    '',
    'The language has words for these, and Belay refuses a file that uses them, by name and with line and column.',
    'Nothing is ever silently ignored.',
    '',
    '| key | what is refused |',
    '| --- | --- |',
    ...new Set(lines),
    '',
  ].join('\n');
}

function refusal({ path, value, what }: Unsupported): string {
  const key = value === undefined ? path : `${path}: ${value}`;
  return `| \`${key}\` | ${what.replace(/,? (?:is|are)$/, '')} |`;
}

function isCopy(path: string): boolean {
  return repeated.some((prefix) => path.startsWith(`${prefix}.`));
}
