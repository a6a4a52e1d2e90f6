import type { PlaceName } from '../ids.ts';
import type { Instant, Millis } from '../time.ts';

/** What kind of change a release is, as far as customers are concerned. */
export const changeKinds = [
  'breaking-change',
  'redesign',
  'deprecation',
  'expected-degradation',
  'bug-fix',
  'performance-improvement',
  'refactor',
  'security-patch',
  'security-patch-with-user-action',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Customers are told of what they notice or must act on. */
export const usuallyNeededFor: readonly ChangeKind[] = [
  'breaking-change',
  'redesign',
  'deprecation',
  'expected-degradation',
  'security-patch-with-user-action',
];

export interface NoticeTemplate {
  readonly name: string;
  readonly subject: string;
  /** `{…}` of `noticeVariables` are filled in. */
  readonly body: string;
  /** Empty where the configuration names none: the text is then for people to send. */
  readonly through: readonly PlaceName[];
  /** How long before the start it must be sent; 0 is at once. */
  readonly ahead: Millis;
  /** How often it is brought up to date until it is over; null for never. */
  readonly updateEvery: Millis | null;
  /** What is said when it is over; `{…}` are filled in too. */
  readonly resolved: string;
}

/** Used where a template has no words of its own for the end. */
export const usualResolution =
  'What we told you about {service} is over, and it works as usual again. Thank you for your patience.';

/** The last notice of something that was brought up to date until now. */
export function resolutionOf(template: NoticeTemplate): NoticeTemplate {
  const { subject, resolved } = template;
  return { ...template, subject: `Resolved: ${subject}`, body: resolved, ahead: 0, updateEvery: null };
}

const minute = 60_000;
const hour = 60 * minute;

/** Used where the configuration has none of its own. */
export const usualTemplates: readonly NoticeTemplate[] = [
  {
    name: 'maintenance',
    subject: 'Planned maintenance of {service}',
    body: 'We are improving {service} from {start} to {end}. You may notice short fluctuations in that time. Nothing is needed from you.',
    through: [],
    ahead: 24 * hour,
    updateEvery: null,
    resolved: usualResolution,
  },
  {
    name: 'feature',
    subject: 'Something new in {service}',
    body: '{service} has something new: {feature}. It reaches everybody step by step from {start} on. Nothing is needed from you.',
    through: [],
    ahead: hour,
    updateEvery: null,
    resolved: usualResolution,
  },
  {
    name: 'incident',
    subject: 'We are looking into a problem with {service}',
    body: 'Since {start} you may notice problems with {service}. {status} We will tell you more.',
    through: [],
    ahead: 0,
    updateEvery: 30 * minute,
    resolved: usualResolution,
  },
];

export interface Timing {
  /** The latest moment at which the lead time is kept. */
  readonly sendBy: Instant;
  /** How much of the lead time is lost already; 0 when it can be kept. */
  readonly late: Millis;
  /** The earliest start that somebody who sends it now may announce. */
  readonly earliest: Instant;
}

export function timingOf({ ahead }: NoticeTemplate, start: Instant, now: Instant): Timing {
  const sendBy = Math.max(0, start - ahead);
  return { sendBy, late: ahead === 0 ? 0 : Math.max(0, now - sendBy), earliest: now + ahead };
}
