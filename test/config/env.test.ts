import { describe, expect, it } from 'vitest';
import { readEnv as readWith } from '../../src/config/env.ts';

const readEnv = (variables: Record<string, string>) =>
  readWith(variables, () => {
    throw new Error('there are no files');
  });

it('has a default for everything', () => {
  expect(readEnv({})).toEqual({
    kind: 'env',
    env: {
      config: 'belay.yml',
      data: '.belay',
      host: '127.0.0.1',
      port: 7070,
      url: null,
      consoleUrl: 'http://127.0.0.1:7070',
      publicUrl: null,
      token: null,
      databaseUrl: null,
      redisUrl: null,
      sessionKey: null,
      healthPort: null,
      logLevel: 'info',
      color: true,
    },
  });
});

it('reads every variable, and takes an empty one as not set', () => {
  const variables = {
    BELAY_CONFIG: '/etc/belay.yml',
    BELAY_DATA: '/var/lib/belay',
    BELAY_HOST: '0.0.0.0',
    BELAY_PORT: '8000',
    BELAY_TOKEN: 'abc',
    BELAY_LOG_LEVEL: 'debug',
    BELAY_URL: '',
    NO_COLOR: '1',
  };
  expect(readEnv(variables)).toMatchObject({
    env: {
      config: '/etc/belay.yml',
      port: 8000,
      consoleUrl: 'http://127.0.0.1:8000',
      token: 'abc',
      color: false,
    },
  });
  expect(readEnv({ ...variables, BELAY_URL: 'https://belay.example/' })).toMatchObject({
    env: { url: 'https://belay.example' },
  });
});

it('says every wrong value in a sentence, and none of them is the token', () => {
  const result = readEnv({
    BELAY_PORT: '70000',
    BELAY_LOG_LEVEL: 'loud',
    BELAY_URL: 'belay:7070',
    BELAY_TOKEN: 'hunter2',
  });
  expect(result).toEqual({
    kind: 'invalid',
    sentences: [
      'BELAY_PORT is a port between 0 and 65535, not "70000".',
      'BELAY_URL is an address such as http://127.0.0.1:7070, not "belay:7070".',
      'BELAY_LOG_LEVEL is one of trace, debug, info, warn, error, fatal, silent, not "loud".',
    ],
  });
});

it('takes the shared servers, and repeats nothing that may hold a password', () => {
  const variables = {
    DATABASE_URL: 'postgres://belay:hunter2@db:5432/belay',
    REDIS_URL: 'rediss+sentinel://:hunter2@a:26379,b:26379/mymaster',
    BELAY_SESSION_KEY: 'k'.repeat(32),
    BELAY_HEALTH_PORT: '7071',
  };
  expect(readEnv(variables)).toMatchObject({
    env: {
      databaseUrl: variables.DATABASE_URL,
      redisUrl: variables.REDIS_URL,
      sessionKey: variables.BELAY_SESSION_KEY,
      healthPort: 7071,
    },
  });
  expect(
    readEnv({
      DATABASE_URL: 'mysql://belay:hunter2@db',
      REDIS_URL: 'http://hunter2@redis',
      BELAY_SESSION_KEY: 'hunter2',
    }),
  ).toEqual({
    kind: 'invalid',
    sentences: [
      'DATABASE_URL is an address such as postgres://user@host:5432/belay, not what is set.',
      'REDIS_URL is an address such as redis://host:6379, not what is set.',
      'BELAY_SESSION_KEY has at least 32 characters, not what is set.',
    ],
  });
});

describe('a setting with a password', () => {
  const url = 'postgres://belay:hunter2@db:5432/belay';
  const files: Record<string, string> = {
    '/run/url': `${url}\n`,
    '/run/key': 'k'.repeat(32),
    '/run/none': '\n',
  };
  const read = (variables: Record<string, string>) =>
    readWith(variables, (file) => {
      const text = files[file];
      if (text === undefined) throw new Error(`ENOENT: ${file}`);
      return text;
    });

  it('can stand in a file', () => {
    expect(read({ DATABASE_URL_FILE: '/run/url', BELAY_SESSION_KEY_FILE: '/run/key' })).toMatchObject({
      env: { databaseUrl: url, sessionKey: 'k'.repeat(32), redisUrl: null },
    });
  });

  it('is missed aloud when its file cannot be read, is empty, or is one of two', () => {
    const variables = {
      DATABASE_URL: url,
      DATABASE_URL_FILE: '/run/url',
      REDIS_URL_FILE: '/run/nothing',
      BELAY_SESSION_KEY_FILE: '/run/none',
    };
    expect(read(variables)).toEqual({
      kind: 'invalid',
      sentences: [
        'DATABASE_URL and DATABASE_URL_FILE are both set; leave one of them out.',
        'REDIS_URL_FILE names /run/nothing, which cannot be read.',
        'BELAY_SESSION_KEY_FILE names /run/none, which is empty.',
      ],
    });
  });

  it('is not repeated when what stands in its file is wrong', () => {
    expect(read({ REDIS_URL_FILE: '/run/url' })).toEqual({
      kind: 'invalid',
      sentences: ['REDIS_URL is an address such as redis://host:6379, not what is set.'],
    });
  });
});
