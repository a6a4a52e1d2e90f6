import type { Path } from '../mistake.ts';
import type { Root } from '../schema/root.ts';

type Service = Root['services'][string];
type Override = NonNullable<NonNullable<Service['environments']>[string]>;

/** A setting of a service in an environment, and where it was said. */
export interface Said<T> {
  readonly value: T;
  readonly path: Path;
}

/** One service in one environment as the file has it: the environment's word goes before the service's. */
export interface Placement {
  readonly service: string;
  readonly environment: string;
  readonly declared: Service;
  /** Where the slot is spoken of at all. */
  readonly path: Path;
  said<K extends keyof Override & keyof Service>(key: K): Said<NonNullable<Override[K]>> | null;
  /** `traffic` is merged key by key, so that an environment can change the route alone. */
  traffic(): Said<NonNullable<Override['traffic']>>;
}

/** A service without `environments` runs in all of them. */
export function placements(root: Root): readonly Placement[] {
  return Object.entries(root.services).flatMap(([service, declared]) => {
    const named = declared.environments;
    const environments = Object.keys(named ?? root.environments);
    return environments
      .filter((environment) => Object.hasOwn(root.environments, environment))
      .map((environment) =>
        placement(service, environment, declared, named?.[environment] ?? null, named !== undefined),
      );
  });
}

function placement(
  service: string,
  environment: string,
  declared: Service,
  override: Override | null,
  listed: boolean,
): Placement {
  const base = ['services', service];
  const special = [...base, 'environments', environment];
  return {
    service,
    environment,
    declared,
    path: listed ? special : base,
    said(key) {
      const own = override?.[key];
      if (own !== undefined) return { value: own as NonNullable<typeof own>, path: [...special, key] };
      const general = declared[key];
      if (general === undefined) return null;
      return { value: general as NonNullable<Override[typeof key]>, path: [...base, key] };
    },
    traffic() {
      const own = override?.traffic;
      const path = own === undefined ? [...base, 'traffic'] : [...special, 'traffic'];
      return { value: { ...declared.traffic, ...own }, path };
    },
  };
}
