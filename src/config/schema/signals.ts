import { z } from 'zod';
import { positiveDuration, text } from './leaf.ts';
import { name } from './reference.ts';
import { secret } from './secret.ts';

const label = (example: string, meaning: string) =>
  z
    .string()
    .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, {
      error: `Here stands the name of a label, such as \`${example}\`: letters, digits and underscores.`,
    })
    .optional()
    .describe(meaning);

const signalKind = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('alertmanager').describe('Notifications of an Alertmanager, sent to it as a webhook.'),
    token: secret().describe('The bearer token that Alertmanager sends.'),
    severity: z
      .array(text())
      .min(1)
      .optional()
      .describe('Values of the label `severity` that count, such as `[critical]`; all when left out.'),
    service_label: label(
      'service',
      'The label that names the service, as it is called here; `service` when left out.',
    ),
    environment_label: label(
      'environment',
      'The label that names the environment, as it is called here; `environment` when left out.',
    ),
    version_label: label(
      'version',
      'The label that names the version; when left out, alerts are held against the canary.',
    ),
    event: name()
      .optional()
      .describe('What metrics of the kind `reported` call these alerts; `alert` when left out.'),
    incidents: z
      .boolean()
      .optional()
      .describe('Whether these alerts are incidents and critical; true when left out.'),
    forget_after: positiveDuration()
      .optional()
      .describe(
        "A firing alert that is not told again for so long counts as over. Longer than Alertmanager's `repeat_interval`; 12h when left out.",
      ),
  }),
  z.strictObject({
    kind: z.literal('signed').describe('Reports that any program of yours sends, each with a signature.'),
    secret: secret().describe('The secret that signs them.'),
    events: z.array(name()).min(1).describe('What it may report, such as `[complaint]`.'),
  }),
]);

export const signals = z
  .record(name(), signalKind)
  .describe(
    'Who may tell Belay from outside of complaints and alerts, each at `POST /signals/NAME`; metrics of the kind `reported` count them. See [signals](signals.md).',
  );
