import { RoleName } from '../../core/ids.ts';
import { nearest } from '../../core/nearest.ts';
import type { ApiRoute, KillSwitchConfig } from '../config.ts';
import { error, type Path, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import { listOf } from './building.ts';

/** What the server answers by itself; nothing of belay.yml may stand in front of it. */
export const builtInPaths: readonly string[] = [
  '/api/v1',
  '/api/audit',
  '/api/command',
  '/api/complete',
  '/api/events',
  '/api/me',
  '/api/rollouts',
  '/api/session',
  '/api/stats',
  '/api/tokens',
  '/assets',
  '/healthz',
  '/places',
  '/signals',
];

/** No parameters and no wildcards: one path is one route. */
const plain = /^(\/[A-Za-z0-9_.~-]+)+$/;

export const usualKillPath = '/ops/canary/abort';
const metricsPath = '/ops/canary/metrics';

/** What a route of one's own can do, by the words that people have for it. */
const actions: Readonly<Record<string, ApiRoute['does']>> = {
  canary: 'deploy',
  deploy: 'deploy',
  status: 'status',
  rollback: 'rollback',
  metrics: 'metrics',
  'metrics by version': 'metrics',
};

export function buildKillSwitch(root: Root): KillSwitchConfig | null {
  const declared = root.kill_switch;
  if (declared === undefined) return null;
  const { path, token, roles, body } = declared;
  return {
    path: path ?? usualKillPath,
    token,
    roles: listOf(roles).map(({ name }) => RoleName.parse(name)),
    oneOf: body?.one_of ?? [],
  };
}

/** Routes besides the built-in ones; the kill switch's path is checked with them. */
export function buildApiRoutes(root: Root, report: Report): readonly ApiRoute[] {
  const taken = new Map<string, string>([[metricsPath, 'the metrics of a version']]);
  const killPath = root.kill_switch?.path ?? usualKillPath;
  const at: Path = ['kill_switch', 'path'];
  if (root.kill_switch?.path !== undefined) checkPath(killPath, at, taken, report);
  taken.set(killPath, 'the kill switch');
  return Object.entries(root.api?.routes ?? {}).flatMap(([what, path]): ApiRoute[] => {
    const does = Object.hasOwn(actions, what) ? actions[what] : undefined;
    const here: Path = ['api', 'routes', what];
    if (does === undefined) {
      if (what !== 'blue-green') report(unknownAction(here, what));
      return [];
    }
    // The built-in path of the metrics may be named as well.
    if (path !== metricsPath || does !== 'metrics') checkPath(path, here, taken, report);
    taken.set(path, `\`${what}\``);
    return [{ does, path }];
  });
}

function checkPath(path: string, at: Path, taken: ReadonlyMap<string, string>, report: Report): void {
  const expected = 'a path of its own, such as `/deployments/status`';
  if (!plain.test(path)) {
    const sentence =
      'A path of a route has letters, digits, dots, dashes and underscores between slashes, and no slash at its end.';
    report(error(at, 'wrong-value', sentence, { expected }));
    return;
  }
  const owner = builtInPaths.find((one) => path === one || path.startsWith(`${one}/`));
  const other = owner === undefined ? taken.get(path) : `Belay itself (\`${owner}\`)`;
  if (other === undefined) return;
  report(
    error(at, 'path-taken', `\`${path}\` is answered by ${other} already. Take another path.`, { expected }),
  );
}

function unknownAction(at: Path, what: string) {
  const known = Object.keys(actions);
  const suggestion = nearest(what, known);
  const list = known.map((one) => `\`${one}\``).join(', ');
  const hint = suggestion === null ? `There are ${list}.` : `Did you mean \`${suggestion}\`?`;
  return error(at, 'unknown-key', `No route does \`${what}\`. ${hint}`, {
    at: 'key',
    expected: list,
    suggestion,
  });
}

/** Nobody but the switch itself is called as it is in the log. */
export function checkKillSwitch(root: Root, report: Report): void {
  if (root.kill_switch === undefined || !Object.hasOwn(root.people, 'kill-switch')) return;
  const sentence =
    'With a kill switch nobody is called `kill-switch`: the log has it as the one who pulled it when no operator was named.';
  report(error(['people', 'kill-switch'], 'reserved-name', sentence, { at: 'key', expected: 'another key' }));
}
