import type { Link } from '../store/state.ts';
import type { Me } from '../wire.ts';
import { Mark } from './mark.tsx';

const linkWords: Readonly<Record<Link['kind'], string>> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Reconnecting',
};

export function HeaderBar({ me, link }: { me: Me; link: Link }) {
  return (
    <header class="bar">
      <Mark />
      <strong class="bar-name">Belay</strong>
      <span class="bar-link" data-link={link.kind}>
        <i class="pulse" aria-hidden="true" />
        {linkWords[link.kind]}
      </span>
      <span class="bar-person" title={me.roles.join(', ')}>
        {me.name}
        <span class="bar-roles">{me.roles.join(', ')}</span>
      </span>
    </header>
  );
}
