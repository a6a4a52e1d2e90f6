import { z } from 'zod';
import { announcedAt } from '../../core/notices/announced.ts';
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
    .enum(announcedAt)
    .describe(
      'At what point of the rollout: when it is asked for, when it starts, at every stage, when people are asked, when it is taken back, when it is completed.',
    ),
  through: references('place').describe('Places where people talk that carry it.'),
  message: text()
    .optional()
    .describe(
      'What is said; `{service}`, `{version}`, `{previous}` and `{environment}` are filled in. What the rollout’s thread says when left out.',
    ),
});

export const communications = z
  .strictObject({
    needed_for: z.array(change).optional().describe('Changes that customers are told of.'),
    not_needed_for: z.array(change).optional().describe('Changes that they are not told of.'),
    templates: z.record(name(), template).optional().describe('Notices by name.'),
    announcements: z.array(announcement).optional().describe('Who is told at which point.'),
  })
  .describe('What customers and stakeholders are told.');
