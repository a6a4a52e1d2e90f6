import { z } from 'zod';
import { changeKinds } from '../../core/notices/notice.ts';
import { duration, positiveDuration, text } from './leaf.ts';
import { name, references } from './reference.ts';

const change = z.enum(changeKinds);

const template = z.strictObject({
  subject: text().describe('Subject line.'),
  body: text().describe(
    'Text; `{service}`, `{version}`, `{previous}`, `{environment}`, `{start}`, `{end}`, `{date}`, `{time}`, `{duration}`, `{status}` and `{feature}` are filled in.',
  ),
  through: references('place').describe('Places that carry it.'),
  ahead: duration().optional().describe('How long before; at once when left out.'),
  update_every: positiveDuration()
    .optional()
    .describe('How often it is brought up to date until it is over; people are reminded.'),
  resolved: text().optional().describe('Text that says that it is over; filled in like `body`.'),
});

const announcement = z.strictObject({
  when: z
    .enum(['before-start', 'start', 'stage', 'approval', 'rollback', 'completion'])
    .describe('At what point of the rollout.'),
  through: references('place').describe('Places that carry it.'),
  message: text().optional().describe('What is said.'),
});

export const communications = z
  .strictObject({
    needed_for: z.array(change).optional().describe('Changes that customers are told of.'),
    not_needed_for: z.array(change).optional().describe('Changes that they are not told of.'),
    templates: z.record(name(), template).optional().describe('Notices by name.'),
    announcements: z.array(announcement).optional().describe('Who is told at which point.'),
  })
  .describe('What customers and stakeholders are told.');
