import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractText } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { startHttp } from '../../../handlers/http/server.ts';
import { sessionLasts, signToken } from '../../../handlers/http/session.ts';
import type { DocumentTree } from '../../../src/core/documents/tree.ts';
import { PersonId, type RolloutId } from '../../../src/core/ids.ts';
import { aLog } from '../../builders/log.ts';
import { twoServices } from '../../commands/configuration.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';

let world: World;
let server: Awaited<ReturnType<typeof startHttp>>;
let pageFolder: string;
let id: RolloutId;
const key = randomBytes(32);

beforeAll(async () => {
  world = await openWorld(twoServices, memoryRouter());
  pageFolder = await mkdtemp(join(tmpdir(), 'belay-page-'));
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><title>Belay</title>');
  const { wired, config, store } = world;
  server = await startHttp({
    ...wired,
    config,
    store,
    commands,
    placeListeners: [],
    signalSources: [],
    listen: { host: '127.0.0.1', port: 0 },
    key,
    pageFolder,
    newErrorId: () => 'e-1',
    clock: world.now,
    log: aLog(),
  });
  id = await world.rolloutOf('deploy api 1.1 to production');
  const tree: DocumentTree = {
    title: 'Report: "api"; ../../<script>',
    summary: '<script>alert(1)</script>',
    draftedBy: 'template',
    draftedWhy: 'w',
    at: world.now(),
    blocks: [{ kind: 'decision', outcome: 'proceed', sentence: 'All is well.' }],
  };
  await store.documents.save({ rollout: id, document: 'go-no-go', part: 'gate-2', tree, at: tree.at });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  await rm(pageFolder, { recursive: true });
});

function get(path: string, person: string | null = 'bo'): Promise<Response> {
  const until = world.now() + sessionLasts;
  const token =
    person === null ? null : signToken({ kind: 'session', person: PersonId.parse(person), until }, key);
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${server.url}/api/rollouts/${id}/documents/${path}`, { headers });
}

describe('a kept document as a file', () => {
  it('is a PDF with a harmless name', async () => {
    const answer = await get('go-no-go.pdf?part=gate-2');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="report-api-script-gate-2.pdf"',
    );
    const { text } = await extractText(new Uint8Array(await answer.arrayBuffer()), { mergePages: true });
    expect(text).toContain('SAFE TO PROCEED');
  });

  it('is not there for a part that no database could name', async () => {
    expect((await get('go-no-go?part=gate%00')).status).toBe(404);
    expect((await get('go-no-go.md?part=gate%0A2')).status).toBe(404);
  });

  it('is a page that may do nothing but be read', async () => {
    const answer = await get('go-no-go.html?part=gate-2');
    const page = await answer.text();
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).toContain('sandbox');
  });

  it('is Markdown', async () => {
    const answer = await get('go-no-go.md?part=gate-2');
    expect(await answer.text()).toContain('**SAFE TO PROCEED**: All is well.');
    expect(answer.headers.get('content-disposition')).toContain('.md"');
  });

  it('is data without an ending', async () => {
    expect(await (await get('go-no-go?part=gate-2')).json()).toMatchObject({ draftedBy: 'template' });
  });

  it.each([
    ['go-no-go.pdf'],
    ['go-no-go.pdf?part=gate-3'],
    ['report.pdf'],
    ['go-no-go.exe?part=gate-2'],
    ['.pdf'],
    [`go-no-go.pdf?part=${'x'.repeat(200)}`],
    ['go-no-go.pdf?part=gate-2&part=gate-3'],
  ])('%s is not there', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it('is for those alone who may see the rollout', async () => {
    expect((await get('go-no-go.pdf?part=gate-2', null)).status).toBe(401);
    expect((await get('go-no-go.pdf?part=gate-2', 'ana')).status).toBe(404);
    expect((await get('go-no-go.html?part=gate-2', 'ana')).status).toBe(404);
  });
});
