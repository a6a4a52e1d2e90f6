import type { Link } from '../store/state.ts';
import type { Me } from '../wire.ts';
import { Mark } from './mark.tsx';

const linkWords: Readonly<Record<Link['kind'], string>> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Reconnecting',
};

interface Props {
  readonly me: Me;
  readonly link: Link;
  readonly onDelivery: () => void;
}

export function HeaderBar({ me, link, onDelivery }: Props) {
  return (
    <header class="bar">
      <Mark />
      <strong class="bar-name">Belay</strong>
      <span class="bar-link" data-link={link.kind}>
        <i class="pulse" aria-hidden="true" />
        {linkWords[link.kind]}
      </span>
      {me.verbs.includes('status') ? (
        <button class="button plain bar-delivery" type="button" onClick={onDelivery}>
          Delivery
        </button>
      ) : null}
      <span class="bar-person" title={me.roles.join(', ')}>
        {me.name}
        <span class="bar-roles">{me.roles.join(', ')}</span>
      </span>
    </header>
  );
}
