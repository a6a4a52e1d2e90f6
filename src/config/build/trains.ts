import { ServiceName } from '../../core/ids.ts';
import type { TrainConfig } from '../config.ts';
import { error, type Path, warning } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import { type Building, listOf } from './building.ts';
import { placements } from './placed.ts';

type Declared = NonNullable<Root['trains']>[string];

/** Trains as they are declared; what is wrong is reported. */
export function buildTrains(building: Building): readonly TrainConfig[] {
  const { root } = building;
  checkDependencies(building);
  return Object.entries(root.trains ?? {}).map(([name, declared]) => {
    checkTrain(name, declared, building);
    return {
      name,
      order: orderOf(declared).map((together) => together.map((service) => ServiceName.parse(service))),
      onFailure: declared.on_failure ?? 'roll_back_all',
      approval: declared.approval ?? 'each',
      follows: declared.follows ?? 'completion',
    };
  });
}

function orderOf({ order }: Declared): readonly (readonly string[])[] {
  return order.map((together) => listOf(together).map(({ name }) => name));
}

function checkTrain(name: string, declared: Declared, { root, report }: Building): void {
  const path: Path = ['trains', name];
  if (name === 'status' || name.startsWith('t-')) {
    const sentence = `\`train ${name}\` would mean something else: \`status\` shows trains that are under way, and \`t-…\` is the id of one. Take another name.`;
    report(error(path, 'wrong-value', sentence, { at: 'key' }));
  }
  const order = orderOf(declared);
  const services = order.flat();
  const twice = services.find((service, index) => services.indexOf(service) !== index);
  if (twice !== undefined) {
    const sentence = `\`${twice}\` stands in this train twice, and one train releases a service once.`;
    report(error([...path, 'order'], 'service-twice', sentence, { at: 'key' }));
  }
  checkEnvironments(path, services, root, report);
  checkOrder(path, order, root, report);
}

/** A train goes to one environment, so its services have to meet in one. */
function checkEnvironments(
  path: Path,
  services: readonly string[],
  root: Root,
  report: Building['report'],
): void {
  const known = services.filter((service) => Object.hasOwn(root.services, service));
  const placed = placements(root);
  const runsIn = (service: string, environment: string) =>
    placed.some((one) => one.service === service && one.environment === environment);
  const environments = Object.keys(root.environments);
  if (environments.some((environment) => known.every((service) => runsIn(service, environment)))) return;
  const where = known
    .map((service) => {
      const there = environments.filter((environment) => runsIn(service, environment));
      return `${service}: ${there.length === 0 ? 'nowhere' : there.join(', ')}`;
    })
    .join('; ');
  const sentence = `There is no environment that all services of this train run in, so it could never be released (${where}).`;
  report(error([...path, 'order'], 'not-there', sentence, { at: 'key' }));
}

/** What a service needs is released before it. */
function checkOrder(
  path: Path,
  order: readonly (readonly string[])[],
  root: Root,
  report: Building['report'],
): void {
  const positionOf = (service: string) => order.findIndex((together) => together.includes(service));
  for (const service of order.flat()) {
    for (const needed of neededBy(root, service)) {
      const [own, other] = [positionOf(service), positionOf(needed)];
      if (other === -1 || needed === service) continue;
      const about = [['services', service, 'depends_on']];
      if (other > own) {
        const sentence = `\`${service}\` depends on \`${needed}\`, and this train releases \`${needed}\` after it. Put \`${needed}\` before \`${service}\`.`;
        report(error([...path, 'order'], 'order-contradicts', sentence, { at: 'key', about }));
      } else if (other === own) {
        const sentence = `\`${service}\` depends on \`${needed}\`, and this train releases them together: neither waits for the other.`;
        report(warning([...path, 'order'], 'order-together', sentence, { at: 'key', about }));
      }
    }
  }
}

function neededBy(root: Root, service: string): readonly string[] {
  return listOf(root.services[service]?.depends_on).map(({ name }) => name);
}

/** Services that need each other in a circle can be released in no order. */
function checkDependencies({ root, report }: Building): void {
  const told = new Set<string>();
  for (const service of Object.keys(root.services)) {
    const circle = circleFrom(root, service);
    if (circle === null || circle.some((one) => told.has(one))) continue;
    for (const one of circle) told.add(one);
    const words = [...circle, circle[0]].map((one) => `\`${one}\``).join(' needs ');
    const sentence = `${words}: services that need each other in a circle can be released in no order.`;
    report(error(['services', service, 'depends_on'], 'dependency-circle', sentence, { at: 'key' }));
  }
}

/** The services on a way from this one back to itself; null when there is none. */
function circleFrom(root: Root, start: string): readonly string[] | null {
  const seen = new Set<string>();
  const walk = (service: string, way: readonly string[]): readonly string[] | null => {
    for (const needed of neededBy(root, service)) {
      if (needed === start) return way;
      if (seen.has(needed) || !Object.hasOwn(root.services, needed)) continue;
      seen.add(needed);
      const found = walk(needed, [...way, needed]);
      if (found !== null) return found;
    }
    return null;
  };
  return walk(start, [start]);
}
