import { quoted } from '../prose.ts';
import { actorName } from './names.ts';
import type { Remarks } from './remarks.ts';

const words = {
  needless: 'a rollback that was not needed',
  escaped: 'a release that let an issue through',
  sound: 'sound',
} as const;

/** What somebody said of it once it was over; the delivery figures count it so. */
export const markRemarks: Remarks = ({ mark }, { personName }) => {
  if (mark === null) return [];
  const why = mark.reason === null ? '' : `: ${quoted(mark.reason)}`;
  return [
    {
      label: 'Marked',
      sentence: `${actorName(mark.by, personName)} says it was ${words[mark.as]}${why}.`,
      tone: mark.as === 'sound' ? 'quiet' : 'warning',
    },
  ];
};
