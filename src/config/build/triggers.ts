import { EnvironmentName, ServiceName } from '../../core/ids.ts';
import type { Trigger } from '../config.ts';
import { error, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';

/** What begins a rollout besides a command; its service must have a repository that a GitHub place listens to. */
export function buildTriggers(root: Root, heard: ReadonlySet<string>, report: Report): readonly Trigger[] {
  return (root.triggers ?? []).flatMap((trigger, index): Trigger[] => {
    if (trigger.on !== 'merge' && trigger.on !== 'release') return [];
    const { service, environment } = trigger;
    const repository = repositoriesOf(root)[service.name];
    if (repository === undefined || !heard.has(repository)) {
      const sentence = `Belay hears of a ${trigger.on} from GitHub, so \`${service.name}\` needs a \`repository\` that a place of kind \`github\` names too.`;
      report(
        error(['triggers', index, 'service'], 'wrong-value', sentence, {
          expected: 'a service with a repository',
        }),
      );
    }
    return [
      {
        on: trigger.on,
        branch: trigger.on === 'merge' ? trigger.branch : null,
        service: ServiceName.parse(service.name),
        environment: EnvironmentName.parse(environment.name),
      },
    ];
  });
}

/** `owner/name` by service. */
export function repositoriesOf(root: Root): Readonly<Partial<Record<string, string>>> {
  return Object.fromEntries(
    Object.entries(root.services).flatMap(([name, { repository }]) =>
      repository === undefined ? [] : [[name, repository]],
    ),
  );
}
