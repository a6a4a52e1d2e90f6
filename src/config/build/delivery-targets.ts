import { figureNames } from '../../core/delivery/figure.ts';
import {
  type DeliveryTarget,
  examples,
  parseTarget,
  targetNames,
  unitOf,
} from '../../core/delivery/target.ts';
import { error, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';

/** What delivery is measured against, figure by figure. */
export function buildDeliveryTargets(root: Root, report: Report): readonly DeliveryTarget[] {
  const declared = root.delivery_targets ?? {};
  return targetNames.flatMap((name) => {
    const text = declared[name];
    if (text === undefined) return [];
    const target = parseTarget(name, text);
    if (target !== null) return [target];
    const example = examples[unitOf(name)];
    const sentence = `\`${text}\` is no target for ${figureNames[name].toLowerCase()}: write it like \`${example}\`.`;
    report(error(['delivery_targets', name], 'bad-target', sentence, { expected: example }));
    return [];
  });
}
