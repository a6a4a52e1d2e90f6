import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { installed, programAt } from '../../../demo/servers/programs.ts';

/** Without Debian's `prometheus` (it has promtool) what Prometheus would say of a rule file is not known. */
export const withoutPromtool = programAt('promtool') === null;

/** @throws what promtool finds wrong with a rule file */
export function checkRules(rules: string): string {
  return run({ 'rules.yml': rules }, ['check', 'rules', 'rules.yml']);
}

/** @throws the alerts that come out otherwise than expected */
export function testRules(rules: string, interval: string, test: object): string {
  const tests = [{ interval, ...test }];
  const file = stringify({ rule_files: ['rules.yml'], evaluation_interval: interval, tests });
  return run({ 'rules.yml': rules, 'test.yml': file }, ['test', 'rules', 'test.yml']);
}

/** Whether Prometheus can read each of them. @throws what it finds wrong */
export function checkExpressions(expressions: readonly string[]): string {
  const rules = expressions.map((expr, index) => ({ record: `expression_${index}`, expr }));
  return checkRules(stringify({ groups: [{ name: 'expressions', rules }] }));
}

function run(files: Readonly<Record<string, string>>, args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'belay-promtool-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return execFileSync(installed('promtool'), args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
