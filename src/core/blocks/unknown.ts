import type { Block, BlockedBy } from './block.ts';

const asked: { readonly [K in BlockedBy]: string } = {
  freeze: 'whether a freeze window is open',
  order: 'whether releases are frozen',
  incident: 'whether an incident is open',
  'staffed-hours': 'whether these are staffed hours',
  train: 'how far the other rollouts of its train are',
  requirement: 'whether what the stage requires is met',
  lock: 'whether its service is locked',
  notice: 'whether it was announced long enough ago',
};

/** What was never found out holds: nothing goes forward on a guess. */
export function unknownBlock(by: BlockedBy): Block {
  return {
    by,
    sentence: `it could not be found out ${asked[by]}; it is asked again all the time`,
    until: null,
  };
}
