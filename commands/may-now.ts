import { refuseAccess } from '../src/core/access/access.ts';
import type { Slot } from '../src/ports/store.ts';
import type { Call, Desk } from './command.ts';

/** Whether the speaker may use another verb there too, with every role that they have at this moment. */
export async function mayNow(
  call: Call,
  desk: Pick<Desk, 'access'>,
  verb: string,
  { environment, service }: Slot,
): Promise<boolean> {
  const denied = refuseAccess(desk.access, call.speaker, verb, environment, service);
  if (denied?.needs === undefined) return denied === null;
  const speaker = await call.resolve(call.speaker, denied.needs);
  return refuseAccess(desk.access, speaker, verb, environment, service) === null;
}
