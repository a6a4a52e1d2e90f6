import { expect, test } from 'vitest';
import { chartSpan } from '../../../src/core/documents/chart-span.ts';
import type { DocumentKind } from '../../../src/core/documents/kinds.ts';
import { recordedRollout } from '../../recorded/read-recorded.ts';

function seconds(name: string, kind: DocumentKind, part = '') {
  const { rollout, events } = recordedRollout(name);
  const span = chartSpan(kind, part, rollout, events);
  const begin = rollout.requestedAt;
  return span === null
    ? null
    : [Math.round((span.from - begin) / 1000), Math.round((span.to - begin) / 1000)];
}

test('an incident report shows the breach and ten looks before it', () => {
  expect(seconds('pull-request-rolled-back', 'incident')).toEqual([192, 559]);
  expect(seconds('pull-request-rolled-back', 'root-cause')).toEqual([192, 559]);
  expect(seconds('healthy', 'incident')).toBeNull();
});

test('what is about a stage shows that stage', () => {
  expect(seconds('healthy', 'stage-report', 'stage-2')).toEqual([312, 839]);
  expect(seconds('healthy', 'stage-report', 'stage-9')).toBeNull();
  expect(seconds('healthy', 'go-no-go', 'gate-1')).toEqual([312, 839]);
  expect(seconds('waiting-for-approval', 'go-no-go', 'gate-1')).toEqual([312, 762]);
});

test('everything else shows the whole rollout', () => {
  for (const kind of ['report', 'comparison', 'checklist'] as const)
    expect(seconds('healthy', kind)).toBeNull();
});
