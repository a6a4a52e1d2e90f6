import { z } from 'zod';

const address = { host: z.string(), port: z.number().int().min(0).max(65_535) };

/** What the parent writes to the proxy process, as one line of JSON. */
export const ProxySettings = z.object({
  control: z.object(address),
  listeners: z.array(z.object({ route: z.string().min(1), ...address })),
  token: z.string().min(16),
  stateFile: z.string().min(1),
  /** True ends the proxy with its parent; false lets it serve on when Belay stops or dies. */
  endWithParent: z.boolean(),
});
export type ProxySettings = z.infer<typeof ProxySettings>;

/** What the proxy process answers, as one line of JSON. */
export const ProxyStart = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ready'),
    control: z.object(address),
    listeners: z.array(z.object({ route: z.string(), ...address })),
  }),
  z.object({ kind: z.literal('failed'), code: z.literal('port-in-use'), sentence: z.string() }),
]);
export type ProxyStart = z.infer<typeof ProxyStart>;
