import type { KeptDelivery } from '../../src/ports/inbox.ts';
import { isUrgent } from '../hear/command-of.ts';
import type { WorkDelivery } from '../hear/hear.ts';
import type { Once } from '../hear/once.ts';
import { Heard } from './heard.ts';
import { workComment } from './work-comment.ts';
import type { WorkParts } from './work-parts.ts';
import { workMerge, workRelease } from './work-trigger.ts';

/** Works what a webhook said. @throws Failure retryable, when GitHub cannot be asked or told at the moment */
export function createWork(parts: WorkParts): WorkDelivery {
  return async (kept, once) => {
    const heard = Heard.parse(kept.payload);
    if (await isAnother(parts, heard)) {
      const { id, name } = heard.repository;
      parts.log.warn(
        { place: parts.place.name, repository: name, id },
        'another repository has taken that name',
      );
      return;
    }
    await workHeard(parts, heard, kept, once);
  };
}

/** Taking traffic back waits for no answer of GitHub: it goes by what is known already. */
async function isAnother({ specs, ids }: WorkParts, heard: Heard): Promise<boolean> {
  const urgent = heard.kind === 'comment' && isUrgent(heard.text, specs);
  return urgent ? ids.isKnownOther(heard.repository) : !(await ids.isTheSame(heard.repository));
}

async function workHeard(parts: WorkParts, heard: Heard, kept: KeptDelivery, once: Once): Promise<void> {
  switch (heard.kind) {
    case 'comment':
      return workComment(parts, heard, kept, once);
    case 'merge':
      return workMerge(parts, heard, kept, once);
    case 'release':
      return workRelease(parts, heard, kept, once);
    case 'protection': {
      const { repository, run, environment, commit } = heard;
      return parts.protect({ repository: repository.name, run, environment, commit });
    }
  }
}
