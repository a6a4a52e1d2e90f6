import { describe, expect, it } from 'vitest';
import type { Desk } from '../../commands/command.ts';
import { commands } from '../../commands/registry.ts';
import { createSpeak } from '../../handlers/speak/speak.ts';
import { loadConfig } from '../../src/config/load.ts';
import { verbs } from '../../src/config/schema/people.ts';
import { helpDocument } from '../../src/core/command/help.ts';
import { parseCommand } from '../../src/core/command/parse.ts';
import { PersonId, RoleName } from '../../src/core/ids.ts';
import { aLog } from '../builders/log.ts';
import { twoServices } from './configuration.ts';

const specs = commands.map(({ spec }) => spec);

describe.each(specs.map((spec) => ({ name: spec.name, spec })))('the command $name', ({ spec }) => {
  it('has examples that are read as this command', () => {
    expect(spec.usage.length).toBeGreaterThan(0);
    for (const line of spec.usage) expect(parseCommand(line, specs)).toMatchObject({ kind: 'command', spec });
  });

  it('needs a permission that belay.yml can give', () => {
    expect(verbs).toContain(spec.verb);
  });

  it('appears in the list of commands and has help of its own', () => {
    expect(JSON.stringify(helpDocument(specs, null, 0).blocks)).toContain(spec.summary);
    expect(helpDocument(specs, spec, 0).title).toBe(spec.name);
  });

  it('has a summary and descriptions that are sentences', () => {
    const texts = [
      spec.summary,
      ...spec.args.map((arg) => arg.description),
      ...spec.flags.map((flag) => flag.description),
    ];
    for (const text of texts) expect(text).toMatch(/^[A-Z].*\.$/s);
  });
});

it('gives no name or alias to two commands', () => {
  const names = specs.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(new Set([...names, 'help']).size).toBe(names.length + 1);
});

it('has commands for all the permissions that belay.yml can give', () => {
  const ofFlags = ['promote-all', 'break-glass', 'emergency-rollback'];
  expect([...new Set([...specs.map(({ verb }) => verb), ...ofFlags])].sort()).toEqual([...verbs].sort());
});

describe('a person without any permission', () => {
  /** Reading or writing anything at all fails the test. */
  const untouchable = <T extends object>() =>
    new Proxy({} as T, {
      get: (_, name) => {
        throw new TypeError(`${String(name)} was looked at before the speaker's roles were`);
      },
    });
  const loaded = loadConfig('belay.yml', () => twoServices);
  if (loaded.kind === 'invalid') throw new Error(loaded.diagnostics[0]?.sentence);
  const desk: Desk = {
    config: loaded.config,
    access: loaded.config.access,
    personName: (id) => id,
    ledger: untouchable(),
    store: untouchable(),
    findStable: () => Promise.reject(new TypeError('asked for stable')),
    budgets: untouchable(),
    freezes: untouchable(),
    incidents: untouchable(),
    deliveries: () => Promise.reject(new TypeError('read the log')),
    roles: {
      resolve: async (speaker) => ({ speaker, unknown: [] }),
      holders: () => Promise.reject(new TypeError('asked who holds a role')),
      known: () => [],
    },
    cards: () => {
      throw new TypeError('rendered a card');
    },
    runProbe: () => Promise.reject(new TypeError('ran a probe')),
    newRolloutId: () => {
      throw new TypeError('drew an id');
    },
    newTrainId: () => {
      throw new TypeError('drew an id');
    },
    moveNow: () => Promise.reject(new TypeError('moved traffic')),
    blind: untouchable(),
    migrations: untouchable(),
    repositoriesOf: () => {
      throw new TypeError('opened a repository');
    },
    draftDocument: () => Promise.reject(new TypeError('had a document drafted')),
    readTexts: () => Promise.reject(new TypeError('read what a change is about')),
    verify: () => Promise.reject(new TypeError('ran a script')),
    redact: () => Promise.reject(new TypeError('searched for secrets')),
    findChange: () => Promise.reject(new TypeError('asked what changes')),
  };
  const log = aLog();
  const speak = createSpeak({ commands, desk, clock: () => 0, newErrorId: () => 'e-1', log });
  const stranger = { person: PersonId.parse('cy'), name: 'Cy', roles: [RoleName.parse('guest')] };

  it.each(specs.flatMap(({ usage }) => usage))('is refused before anything is read: %s', async (text) => {
    const reply = await speak({ text, speaker: stranger, place: 'console' });
    expect(reply).toMatchObject({ kind: 'refused', code: 'not-allowed' });
    expect(log.lines).toEqual([]);
  });

  it('may ask for help', async () => {
    const reply = await speak({ text: 'help deploy', speaker: stranger, place: 'console' });
    expect(reply).toMatchObject({ kind: 'document', tree: { title: 'deploy' } });
  });
});
