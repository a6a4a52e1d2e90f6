import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDiagnostics } from '../../src/config/diagnostic.ts';
import { loadConfig } from '../../src/config/load.ts';
import { changed, diagnosticsOf, load, loaded, small } from './configuration.ts';

const stages = '        - { weight: 10%, hold: 5m }\n        - { weight: 100%, hold: 5m }\n';

/** What is written instead of what, where the mistake is found, and what is suggested. */
const mistakes: readonly [string, string, string, string, string, string | null][] = [
  // shape
  ['unknown key at the top', 'services:', 'servces:', '14:1', 'unknown-key', 'services'],
  ['unknown key of a service', '    stable: v1', '    stabel: v1', '17:5', 'unknown-key', 'stable'],
  [
    'unknown key of a stage',
    'hold: 5m }\n        - { weight: 100',
    'holt: 5m }\n        - { weight: 100',
    '20:26',
    'unknown-key',
    'hold',
  ],
  ['unknown verb', '  deploy: dev', '  deplyo: dev', '8:3', 'unknown-key', 'deploy'],
  ['unknown kind', 'kind: embedded', 'kind: embeded', '11:17', 'wrong-value', 'embedded'],
  ['wrong version of the language', 'version: 1', 'version: 2', '1:10', 'wrong-value', '1'],
  [
    'missing key',
    '        - { weight: 10%, hold: 5m }',
    '        - { weight: 10% }',
    '20:11',
    'missing-key',
    null,
  ],
  ['weight without its sign', 'weight: 10%', 'weight: 10', '20:21', 'wrong-value', '10%'],
  ['weight above 100 %', 'weight: 100%', 'weight: 101%', '21:21', 'wrong-value', null],
  [
    'duration without its unit',
    'hold: 5m }\n        - { weight: 100',
    'hold: 5 }\n        - { weight: 100',
    '20:32',
    'wrong-value',
    '5m',
  ],
  [
    'misspelt word',
    'hold: 5m }\n        - { weight: 100',
    'hold: 5m, then: aks }\n        - { weight: 100',
    '20:42',
    'wrong-value',
    'ask',
  ],
  ['number for a version', '    stable: v1', '    stable: 1.10', '17:13', 'wrong-type', '"1.10"'],
  [
    'address without http',
    '"http://127.0.0.1:9002"',
    'localhost:9002',
    '16:50',
    'wrong-value',
    'http://localhost:9002',
  ],
  ['port alone', '"127.0.0.1:8080"', '8080', '11:35', 'wrong-value', '127.0.0.1:8080'],
  ['text for a map', 'environments:\n  demo: {}', 'environments: demo', '12:15', 'wrong-type', null],
  ['no stages', stages, '        []\n', '20:9', 'wrong-value', null],
  ['bad name', '  ana: {', '  "an a": {', '3:3', 'wrong-name', null],
  // rules
  ['unknown metric', 'error-rate > 5%', 'eror-rate > 5%', '23:11', 'wrong-rule', 'error-rate'],
  ['wrong unit', 'error-rate > 5% for', 'p95 > 5% for', '23:17', 'wrong-rule', null],
  ['wrong unit in quotes', 'error-rate > 5% for 1m', '"p95 > 300 for 1m"', '23:18', 'wrong-rule', '300ms'],
  // references
  ['role nobody holds', 'deploy: developer', 'deploy: [developr]', '8:12', 'unknown-reference', 'developer'],
  [
    'unknown plan',
    `plan:\n      stages:\n${stages}      rollback_when:\n        - error-rate > 5% for 1m`,
    'plan: careful',
    '18:11',
    'unknown-reference',
    null,
  ],
  [
    'unknown router',
    '    stable: v1',
    '    stable: v1\n    traffic: { router: egde }',
    '18:24',
    'unknown-reference',
    'edge',
  ],
  [
    'unknown environment',
    '    stable: v1',
    '    stable: v1\n    environments: { demmo: {} }',
    '18:21',
    'unknown-reference',
    'demo',
  ],
  ['unknown place', '  demo: {}', '  demo: { places: consol }', '13:19', 'unknown-reference', 'console'],
  ['stable not among versions', 'stable: v1', 'stable: v3', '17:13', 'unknown-reference', 'v1'],
  // sense
  ['weights not increasing', 'weight: 10%', 'weight: 100%', '21:21', 'weights-not-increasing', null],
  ['end below 100 %', 'weight: 100%', 'weight: 50%', '21:21', 'ends-early', null],
  [
    'gradual rollback upwards',
    stages,
    `${stages}      rollback: { gradual: { steps: [5%, 10%], every: 1m } }\n`,
    '22:42',
    'steps-not-decreasing',
    null,
  ],
  ['window too long', '5% for 1m', '5% over 2h', '23:11', 'window-long', null],
  [
    'too few people',
    'hold: 5m }\n        - { weight: 100',
    'hold: 5m, then: { approvals: 3, of: lead } }\n        - { weight: 100',
    '20:42',
    'quorum-too-large',
    null,
  ],
  ['nobody may approve', '  approve: lead\n', '  approve: []\n', '9:12', 'wrong-value', null],
  ['two versions at one address', ':9002', ':9001', '16:50', 'same-address', null],
  ['an address with a path', ':9002', ':9002/v2', '16:50', 'wrong-value', 'http://127.0.0.1:9002'],
  [
    'two services on one route',
    'services:',
    'services:\n  web:\n    versions: { v1: "http://127.0.0.1:9005" }\n    stable: v1\n    traffic: { route: shop }\n    plan: { stages: [{ weight: 100%, hold: 5m }] }',
    '20:3',
    'route-taken',
    null,
  ],
  [
    'two routes on one embedded router',
    'services:',
    'services:\n  web:\n    versions: { v1: "http://127.0.0.1:9005" }\n    stable: v1\n    traffic: { router: edge }\n    plan: { stages: [{ weight: 100%, hold: 5m }] }',
    '20:3',
    'router-taken',
    null,
  ],
  [
    'a probe that may take longer than a look',
    '    stable: v1',
    '    stable: v1\n    probes: { up: { kind: live, path: /up, timeout: 11s } }',
    '18:53',
    'wrong-value',
    '10s',
  ],
  [
    'a metric that may take longer than a look',
    'services:',
    'metrics:\n  sold: { kind: json, path: /m, field: /sold, unit: ratio, timeout: 1m }\nservices:',
    '15:69',
    'wrong-value',
    '10s',
  ],
  [
    'scaled-down stable',
    '    stable: v1',
    '    workload: { kind: command, run: [up], stable_capacity: 50% }',
    '17:60',
    'stable-capacity',
    '100%',
  ],
  ['duplicate key', '    stable: v1', '    stable: v1\n    stable: v2', '18:5', 'duplicate-key', null],
];

describe('a mistake is found where it stands, with what to write instead', () => {
  it.each(mistakes)('%s', (_, from, to, place, code, suggestion) => {
    const found = diagnosticsOf(changed(from, to)).map((one) => ({
      place: `${one.line}:${one.column}`,
      code: one.code,
      suggestion: one.suggestion,
      severity: one.severity,
    }));
    expect(found).toContainEqual({ place, code, suggestion, severity: 'error' });
  });
});

/** Warnings let the file through. */
const warnings: readonly [string, string, string, string, string][] = [
  [
    'production behind the embedded router',
    '  demo: {}',
    '  demo: { production: true }',
    '11:3',
    'embedded-in-production',
  ],
  ['hold shorter than the interval', 'weight: 10%, hold: 5m', 'weight: 10%, hold: 5s', '20:32', 'hold-short'],
  ['`for` longer than every hold', '5% for 1m', '5% for 1h', '23:11', 'sustained-long'],
  [
    'a rule that stands twice',
    '5% for 1m',
    '5% for 1m\n        - error-rate>5% for 1m',
    '24:11',
    'rule-twice',
  ],
  [
    'a lease that a late worker loses',
    '    stable: v1',
    '    stable: v1\n    traffic: { lease: 15s }',
    '18:23',
    'lease-short',
  ],
  [
    'a gate that needs the requester',
    'hold: 5m }\n        - { weight: 100',
    'hold: 5m, then: { approvals: 2, of: lead } }\n        - { weight: 100',
    '20:42',
    'requester-needed',
  ],
];

describe('a slip is warned of', () => {
  it.each(warnings)('%s', (_, from, to, place, code) => {
    const found = loaded(changed(from, to)).warnings.map((one) => ({
      place: `${one.line}:${one.column}`,
      code: one.code,
    }));
    expect(found).toEqual([{ place, code }]);
  });

  it('but a hold of 0s is a word of its own', () => {
    expect(loaded(changed('weight: 10%, hold: 5m', 'weight: 10%, hold: 0s')).warnings).toEqual([]);
  });
});

describe('a whole file', () => {
  it('counts a misspelt key that must be there as one mistake', () => {
    const found = diagnosticsOf(changed('hold: 5m }\n', 'holt: 5m }\n'));
    expect(found.map(({ code }) => code)).toEqual(['unknown-key']);
  });

  it('has its mistakes about aliases in a sentence', () => {
    for (const text of ['a: *nowhere', 'a: &a [*a]', '*!']) {
      expect(diagnosticsOf(text)[0]?.code).toBe('not-yaml');
    }
  });

  it('that is right has no diagnostics', () => {
    expect(loaded(small).warnings).toEqual([]);
  });

  it('shows every mistake at once, in the order of the file', () => {
    const text = [
      ['deploy: developer', 'deploy: develper'],
      ['  demo: {}', '  demo: { produktion: true }'],
      ['stable: v1', 'stable: v9'],
      ['weight: 10%', 'weight: 10'],
      ['error-rate > 5%', 'error-rat > 5'],
    ].reduce((before, [from = '', to = '']) => changed(from, to, before), small);
    expect(diagnosticsOf(text).map(({ line, code }) => `${line} ${code}`)).toEqual([
      '8 unknown-reference',
      '13 unknown-key',
      '17 unknown-reference',
      '20 wrong-value',
      '23 wrong-rule',
    ]);
  });

  it('reports a mistake in a later stage although an earlier one is broken', () => {
    const broken = changed(
      stages,
      '        - { weight: 5, hold: 30 }\n        - { weight: 50%, hold: 5m }\n        - { weight: 25%, hold: 5m }\n',
    );
    const found = diagnosticsOf(broken).map(({ line, column, code }) => `${line}:${column} ${code}`);
    expect(found).toEqual(['20:21 wrong-value', '20:30 wrong-value', '22:21 weights-not-increasing']);
  });

  it('keeps the places of later items when several before them are broken', () => {
    const items = [
      '{ weight: 1 }',
      '{ weight: 2, hold: 5m }',
      '{ weight: 50%, hold: 5m }',
      '{ weight: 25%, hold: 5m }',
    ];
    const broken = changed(stages, items.map((item) => `        - ${item}\n`).join(''));
    const found = diagnosticsOf(broken).map(({ line, code }) => `${line} ${code}`);
    expect(found).toEqual([
      '20 missing-key',
      '20 wrong-value',
      '21 wrong-value',
      '23 weights-not-increasing',
    ]);
  });

  it('is not blamed for what only follows from another mistake', () => {
    const found = diagnosticsOf(changed('kind: embedded', 'kind: embeded'));
    expect(found.map(({ code }) => code)).toEqual(['wrong-value']);
  });

  it.each([
    ['', 'empty-file', /is empty/],
    ['# nothing yet\n', 'empty-file', /is empty/],
    ['- a\n- b\n', 'not-a-map', /holds a list/],
    ['hello\n', 'not-a-map', /holds plain text/],
    ['version: 1\npeople:\n\tana: {}\n', 'not-yaml', /tab cannot indent/],
    ['version: 1\npeople: {\n', 'not-yaml', /not YAML/],
  ])('%j gets a sentence', (text, code, sentence) => {
    expect(diagnosticsOf(text)[0]).toMatchObject({ code, sentence: expect.stringMatching(sentence) });
  });

  it('that is missing says where to begin', () => {
    const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' });
    const result = loadConfig('elsewhere.yml', () => {
      throw missing;
    });
    expect(result).toMatchObject({
      kind: 'invalid',
      diagnostics: [
        {
          line: 0,
          code: 'missing-file',
          sentence: expect.stringMatching(/no file elsewhere\.yml.*BELAY_CONFIG.*quick-start/),
        },
      ],
    });
  });

  it('never throws, whatever stands in it', () => {
    const lines = fc.constantFrom(
      ...small.split('\n'),
      '  x: &a [*a]',
      '<<: *nothing',
      '  - {',
      '\t',
      '? [a, b]',
      '__proto__: {}',
      '"',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(lines, { maxLength: 30 }).map((all) => all.join('\n')),
        ),
        (text) => {
          expect(['config', 'invalid']).toContain(load(text).kind);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('survives any one of its values being something else', () => {
    const scalars = fc.constantFrom('5', '-1', 'true', 'null', '[]', '{}', '[{}]', '"x"', '1.10');
    const values = [...small.matchAll(/(?<=: )[^\n{}[\],]+/g)].map(({ index, 0: value }) => ({
      index,
      length: value.trim().length,
    }));
    fc.assert(
      fc.property(fc.constantFrom(...values), scalars, ({ index, length }, value) => {
        const text = `${small.slice(0, index)}${value}${small.slice(index + length)}`;
        for (const diagnostic of diagnosticsOf(text)) expect(diagnostic.line).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });
});

describe('formatted diagnostics', () => {
  it('show place, sentence, line and caret', () => {
    expect(formatDiagnostics(diagnosticsOf(changed('weight: 10%', 'wieght: 10%')))).toContain(
      [
        'belay.yml:20:13  `services.shop.plan.stages[0]` has no key `wieght`. Did you mean `weight`?',
        '20 |         - { wieght: 10%, hold: 5m }',
        '   |             ^',
      ].join('\n'),
    );
  });

  it('mark warnings as such', () => {
    const text = formatDiagnostics(diagnosticsOf(changed('5% for 1m', '5% for 1h')));
    expect(text).toMatch(/^belay\.yml:23:11 {2}warning: This rule acts after 1h/);
  });
});
