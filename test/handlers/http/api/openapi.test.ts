import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commands } from '../../../../commands/registry.ts';
import { describeApi } from '../../../../handlers/http/api/describe-api.ts';
import { type ApiWorld, openApiWorld } from './api-world.ts';

let api: ApiWorld;
let described: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  api = await openApiWorld();
  described = (await api.send('/api/v1/openapi.json', { token: await api.token({}) })).body;
});
afterAll(() => api[Symbol.asyncDispose]());

type Operation = { requestBody?: unknown; parameters?: readonly { name: string }[]; responses: object };
const paths = () => described['paths'] as Record<string, Partial<Record<'get' | 'post', Operation>>>;

it('is OpenAPI 3.1 without a mistake', async () => {
  const found = await new Validator().validate(structuredClone(described));
  expect(found.errors ?? []).toEqual([]);
  expect(described['openapi']).toMatch(/^3\.1\./);
});

it('has every command as one path, and no other', () => {
  const described = Object.keys(paths()).filter((path) => path.startsWith('/api/v1/commands/'));
  expect(described.toSorted()).toEqual(
    commands.map(({ spec }) => `/api/v1/commands/${spec.name}`).toSorted(),
  );
});

it.each(commands.map(({ spec }) => [spec.name, spec] as const))(
  '%s: its fields, and GET where it only reads',
  (name, spec) => {
    const { get, post } = paths()[`/api/v1/commands/${name}`] ?? {};
    const fields = [...spec.args, ...spec.flags].map((one) => one.name);
    expect(new Set(fields).size).toBe(fields.length);
    expect(post?.requestBody).toMatchObject({
      content: { 'application/json': { schema: { type: 'object', additionalProperties: false } } },
    });
    const body = post?.requestBody as {
      content: { 'application/json': { schema: { properties?: object } } };
    };
    expect(Object.keys(body.content['application/json'].schema.properties ?? {})).toEqual(fields);
    expect(get === undefined).toBe(spec.kind === 'acts');
    if (get !== undefined) expect((get.parameters ?? []).map((one) => one.name)).toEqual(fields);
  },
);

it('has the kill switch and the metrics of a version, and is what docs/openapi.json says', async () => {
  const { post } = paths()['/ops/canary/abort'] ?? {};
  expect(post?.requestBody).toMatchObject({
    content: { 'application/json': { schema: { required: ['reason', 'confirmed'] } } },
  });
  const asked = paths()['/ops/canary/metrics']?.get?.parameters ?? [];
  expect(asked.map(({ name }) => name)).toEqual(['version', 'service', 'environment']);
  expect(described).toEqual(await describeApi(commands.map(({ spec }) => spec)));
});

it('names the path that belay.yml gives the kill switch', async () => {
  const killSwitch = { path: '/stop', token: { env: 'KILL' }, roles: [], oneOf: [] } as const;
  const there = await describeApi([], { killSwitch });
  expect(there).toMatchObject({ paths: { '/stop': { post: {} } } });
  expect(JSON.stringify(there)).not.toContain('/ops/canary/abort');
});

it('is for whoever has a token', async () => {
  expect((await api.send('/api/v1/openapi.json')).status).toBe(401);
});
