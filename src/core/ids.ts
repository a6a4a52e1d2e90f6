import { z } from 'zod';

/** A name written by people in belay.yml: letters, digits, dots, dashes, underscores; at most 63 characters. */
const name = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/);

export const ServiceName = name.brand<'ServiceName'>();
export type ServiceName = z.infer<typeof ServiceName>;

export const EnvironmentName = name.brand<'EnvironmentName'>();
export type EnvironmentName = z.infer<typeof EnvironmentName>;

export const RoleName = name.brand<'RoleName'>();
export type RoleName = z.infer<typeof RoleName>;

/** The key under `people:`; what events record, never a display name. */
export const PersonId = name.brand<'PersonId'>();
export type PersonId = z.infer<typeof PersonId>;

export const PlaceName = name.brand<'PlaceName'>();
export type PlaceName = z.infer<typeof PlaceName>;

export const RouterName = name.brand<'RouterName'>();
export type RouterName = z.infer<typeof RouterName>;

/** A tag, image reference or commit SHA. Never starts with a dash, so that it cannot be read as a flag. */
export const VersionName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._+:/@-]{0,254}$/)
  .brand<'VersionName'>();
export type VersionName = z.infer<typeof VersionName>;

/** `r-` and ten lower-case base-32 characters, drawn at random when a rollout is requested. */
export const RolloutId = z
  .string()
  .regex(/^r-[0-9a-hjkmnp-tv-z]{10}$/)
  .brand<'RolloutId'>();
export type RolloutId = z.infer<typeof RolloutId>;

/** Lower-case hexadecimal SHA-256. */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'Sha256'>();
export type Sha256 = z.infer<typeof Sha256>;
