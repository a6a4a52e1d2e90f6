import { type Answer, type Context, json, type Method, no, text } from '../method.ts';
import { checkView } from '../rules/view.ts';
import type { StoredView } from '../state.ts';
import { shownView } from './shown.ts';

type Args = Readonly<Record<string, unknown>>;

/** A trigger is good for one view within three seconds. */
const triggerLives = 3000;

function open(args: Args, context: Context): Answer {
  const { state, clock } = context;
  const id = text(args, 'trigger_id');
  const trigger = state.triggers.get(id);
  if (trigger === undefined) return no('invalid_trigger_id');
  if (clock() - trigger.at > triggerLives) return no('expired_trigger_id');
  if (trigger.used) return no('exchanged_trigger_id');
  const checked = checkView(json(args, 'view'), 'modal');
  if (checked.kind === 'refused') return no('invalid_arguments', checked.messages);
  state.triggers.set(id, { ...trigger, used: true });
  return keep(context, { ...checked.view, id: state.next('V'), user: trigger.user, hash: '', open: true });
}

function update(args: Args, context: Context): Answer {
  const { state } = context;
  const asked = text(args, 'view_id');
  const external = text(args, 'external_id');
  const known = [...state.views.values()].find(
    (one) => one.id === asked || (external !== '' && one.external_id === external),
  );
  if (known === undefined || !known.open) return no('not_found');
  const hash = text(args, 'hash');
  if (hash !== '' && hash !== known.hash) return no('hash_conflict');
  const checked = checkView(json(args, 'view'), known.type);
  if (checked.kind === 'refused') return no('invalid_arguments', checked.messages);
  // Nothing of the old view stays, not even what it was called.
  const { id, user, open: still } = known;
  return keep(context, { ...checked.view, id, user, hash: '', open: still });
}

function publish(args: Args, context: Context): Answer {
  const { state } = context;
  const user = text(args, 'user_id');
  if (!/^[UW][A-Z0-9]+$/.test(user)) return no('user_not_found');
  const checked = checkView(json(args, 'view'), 'home');
  if (checked.kind === 'refused') return no('invalid_arguments', checked.messages);
  const known = [...state.views.values()].find((one) => one.type === 'home' && one.user === user);
  const hash = text(args, 'hash');
  if (hash !== '' && known !== undefined && hash !== known.hash) return no('hash_conflict');
  return keep(context, { ...checked.view, id: known?.id ?? state.next('V'), user, hash: '', open: true });
}

/** Replaces the view and gives it a new hash. */
export function keep({ state }: Context, view: StoredView): Answer {
  const kept: StoredView = { ...view, hash: state.next('hash.') };
  state.views.set(kept.id, kept);
  return { ok: true, view: shownView(state, kept) };
}

const any = { token: 'bot', scopes: [] } as const;

export const views: Readonly<Record<string, Method>> = {
  'views.open': { ...any, run: open },
  'views.update': { ...any, run: update },
  'views.publish': { ...any, run: publish },
};
