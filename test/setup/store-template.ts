import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the first test that needs a store leaves an empty one, which the others copy. */
    storeTemplate: string;
  }
}

let folder = '';

export function setup({ provide }: TestProject): void {
  folder = mkdtempSync(join(tmpdir(), 'belay-template-'));
  provide('storeTemplate', folder);
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}
