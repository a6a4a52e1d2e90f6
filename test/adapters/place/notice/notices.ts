import type { PlaceName, RolloutId } from '../../../../src/core/ids.ts';
import type { NoticeOnItsWay } from '../../../../src/ports/place.ts';
import { noon } from '../../../builders/rollout.ts';

export const here = 'customers' as PlaceName;

export function aNotice(more: Partial<NoticeOnItsWay> = {}): NoticeOnItsWay {
  return {
    template: 'incident',
    subject: 'We are looking into a problem with shop',
    body: 'Since noon you may notice problems.\n\nWe will tell you more.',
    start: noon,
    end: null,
    resolved: false,
    rollout: 'r-0123456789' as RolloutId,
    service: 'shop',
    environment: 'production',
    version: 'v2.0.0',
    ...more,
  };
}
