import type { DraftRequest } from '../src/drafting/draft-document.ts';
import { faultModes } from '../test/doubles/model/faulty.ts';
import type { DraftingRig } from './documents-rig.ts';
import type { Figures } from './measure.ts';
import { summary } from './measure.ts';

/**
 * Under every fault of the service: whether there was a whole document before its deadline, and how long it took.
 * @param open for each fault anew: after some faults in a row nobody is asked any more
 */
export async function measureFaults(
  open: () => Promise<DraftingRig>,
  asked: readonly DraftRequest[],
  each: number,
  deadline: number,
): Promise<Figures> {
  const took: number[] = [];
  const failed: string[] = [];
  for (const [index, { name, reply }] of faultModes.entries()) {
    await using rig = await open();
    rig.become(reply);
    for (let turn = 0; turn < each; turn += 1) {
      const request = asked[(index * 7 + turn * faultModes.length) % asked.length];
      if (request === undefined) continue;
      const began = performance.now();
      const { tree } = await rig.draft(request);
      const time = performance.now() - began;
      took.push(time);
      const whole = tree.blocks.length >= request.base.blocks.length && tree.draftedWhy !== '';
      if (!whole || time > deadline) failed.push(name);
    }
  }
  return {
    available: took.length === 0 ? null : (took.length - failed.length) / took.length,
    n: took.length,
    modes: faultModes.length,
    deadline_ms: deadline,
    took_ms: summary(took),
    failed: [...new Set(failed)],
  };
}
