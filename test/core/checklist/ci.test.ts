import { describe, expect, it } from 'vitest';
import { assessCi, type CiCheck, ciKey } from '../../../src/core/checklist/ci.ts';

const check = (name: string, state: CiCheck['state']): CiCheck => ({ name, state });

describe('what CI says of a commit', () => {
  it.each<[string, readonly CiCheck[], readonly string[], string | null, string]>([
    ['nothing was found', [], [], null, 'none'],
    ['all that is there succeeded', [check('build', 'green'), check('lint', 'green')], [], null, 'green'],
    ['one of all failed', [check('build', 'green'), check('lint', 'failing')], [], null, 'failing'],
    ['one is still running', [check('build', 'green'), check('lint', 'pending')], [], null, 'pending'],
    ['a named one is missing', [check('build', 'green')], ['build', 'lint'], null, 'none'],
    [
      'others failed, the named one did not',
      [check('build', 'green'), check('x', 'failing')],
      ['build'],
      null,
      'green',
    ],
    ['something was not read', [check('build', 'green')], [], 'half of it was not read', 'unknown'],
    ['the named one was read, others were not', [check('build', 'green')], ['build'], 'half', 'green'],
    ['the named one is missing in what was read', [check('lint', 'green')], ['build'], 'half', 'unknown'],
    ['nothing was read', [], [], 'nothing was read', 'unknown'],
    ['one failed and something was not read', [check('build', 'failing')], [], 'half', 'failing'],
    [
      'a name is there twice, once red',
      [check('build', 'green'), check('build', 'failing')],
      ['build'],
      null,
      'failing',
    ],
  ])('when %s', (_, checks, names, unread, state) => {
    expect(assessCi(checks, names, unread).state).toBe(state);
  });

  it('names what failed, and counts the rest', () => {
    const many = ['g', 'f', 'e', 'd', 'c', 'b', 'a'].map((name) => check(name, 'failing'));
    expect(assessCi(many, []).sentence).toBe('a, b, c, d, e and 2 more failed');
  });

  it('keeps the same names under the same key', () => {
    expect(ciKey(['lint', 'build'])).toBe(ciKey(['build', 'lint']));
  });
});
